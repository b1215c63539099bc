import type { Json, JsonObject } from '../../json.ts'

// dspy asks for fields under markers such as `[[ ## answer ## ]]`. The last paragraph of the prompt lists them with their types.

const LAST_PARAGRAPH =
  /\bRespond with (?:the corresponding output fields|a JSON object in the following order of fields)\b.*$/s
const FIELD =
  /`\[\[ ## (\w{1,60}) ## \]\]`(?: \(must be formatted as a valid Python (.{1,400}?)\)(?=,| and|\.|$))?/gs
const END = 'completed'
const INPUT_MARKER = /\[\[ ## \w{1,60} ## \]\]\n/g

/** The JSON schema of a Python type. */
function schemaOf(type = 'str'): JsonObject {
  const [, outer = type, inner = ''] = /^(?:typing\.)?(\w+)(?:\[(.*)\])?$/s.exec(type.trim()) ?? []
  switch (outer.toLowerCase()) {
    case 'int':
      return { type: 'integer' }
    case 'float':
      return { type: 'number' }
    case 'bool':
      return { type: 'boolean' }
    case 'literal':
      return {
        enum: Array.from(
          inner.matchAll(/'([^']*)'|"([^"]*)"/g),
          (match) => match[1] ?? match[2] ?? '',
        ),
      }
    case 'list':
      return { type: 'array', items: schemaOf(inner) }
    case 'dict':
      return { type: 'object' }
    case 'optional':
      return schemaOf(inner)
    default:
      return { type: 'string' }
  }
}

export interface Fields {
  /** The prompt without the markers and the paragraph that lists them. */
  input: string
  /** The answer's fields. Undefined if the request gives them as a tool's schema. */
  schema?: JsonObject
}

export function fieldsIn(text: string): Fields | undefined {
  if (!text.includes('[[ ## ')) return undefined
  const input = text.replace(LAST_PARAGRAPH, '').replace(INPUT_MARKER, '').trim()
  const paragraph = LAST_PARAGRAPH.exec(text)?.[0] ?? ''
  if (!FIELD.test(paragraph)) return { input }
  FIELD.lastIndex = 0
  const properties: JsonObject = {}
  for (const [, name = '', type] of paragraph.matchAll(FIELD))
    if (name !== END) properties[name] = schemaOf(type)
  const schema: JsonObject = { type: 'object', properties, required: Object.keys(properties) }
  return { input, schema }
}

const inPython = (value: Json): string => {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)
}

export function writeFields(values: JsonObject): string {
  const fields = Object.entries(values).map(
    ([name, value]) => `[[ ## ${name} ## ]]\n${inPython(value)}\n\n`,
  )
  return `${fields.join('')}[[ ## ${END} ## ]]`
}
