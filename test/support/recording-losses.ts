import { isObject, parseJson } from '../../server/json.ts'
import type { Json } from '../../server/json.ts'

/** Members whose values belong to the protocol, not to the caller; the neutral form has its own values. */
const PROTOCOL = new Set([
  'type',
  'role',
  'anthropic_version',
  'schemaVersion',
  'media_type',
  'model',
  'modelId',
  'taskType',
  'embeddingPurpose',
  'embeddingTypes',
  'embedding_types',
  'truncationMode',
  'truncate',
  'input_type',
  'return_likelihoods',
  'guardrailIdentifier',
  'guardrailVersion',
  'trace',
  'streamProcessingMode',
  'latency',
  'requestMetadata',
  'ttl',
  'anthropic_beta',
  'reasoning_effort',
  'additionalModelResponseFieldPaths',
])

/** JSON that is data and not structure: it must be preserved as a whole. */
const DOCUMENTS = new Set([
  'input',
  'input_schema',
  'json',
  'parameters',
  'schema',
  'parameter_definitions',
])

// Marks of the prompt templates: they say whose turn it is, which the neutral form says by role.
const MARKS =
  /\n\n(?:Human|Assistant):|<\|(?:start_header_id|header_start)\|>\w+<\|(?:end_header_id|header_end)\|>|<\|[a-z_]+\|>|<｜[^｜]*｜>|\[\/?(?:INST|SYSTEM_PROMPT)\]|<<\/?SYS>>|<\/?s>/

/** Something in a request that its prompt lacks. */
export interface Loss {
  path: string
  lost: string
}

/** Texts, names, media, tool inputs and schemas that the neutral form has lost. */
export function lossesOf(request: Json, prompt: Json): Loss[] {
  const texts = new Set<string>()
  const documents = new Set<string>()
  gather(prompt, texts, documents)
  const all = [...texts].join('\n')
  const lost: Loss[] = []
  visit(request, '', (value, path, document) => {
    if (document) {
      if (!documents.has(JSON.stringify(value))) lost.push({ path, lost: JSON.stringify(value) })
      return
    }
    if (typeof value !== 'string' || texts.has(value)) return
    for (const piece of value.replace(/^data:[^,]*,/, '').split(MARKS))
      if (!all.includes(piece.trim())) lost.push({ path, lost: piece })
  })
  return lost
}

function visit(
  value: Json,
  path: string,
  see: (value: Json, path: string, document: boolean) => void,
): void {
  if (Array.isArray(value))
    for (const [at, item] of value.entries())
      visit(item, path === '' ? `${at}` : `${path}.${at}`, see)
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (PROTOCOL.has(name) && !isObject(member)) continue
      const at = path === '' ? name : `${path}.${name}`
      // Converse sends a schema as text.
      const content = name === 'schema' && typeof member === 'string' ? parseJson(member) : member
      if (DOCUMENTS.has(name) && isObject(content) && content['json'] === undefined)
        see(content, at, true)
      else visit(member, at, see)
    }
  } else see(value, path, false)
}

function gather(value: Json, texts: Set<string>, documents: Set<string>): void {
  if (typeof value === 'string') texts.add(value)
  if (Array.isArray(value)) for (const item of value) gather(item, texts, documents)
  if (!isObject(value)) return
  documents.add(JSON.stringify(value))
  for (const [name, member] of Object.entries(value)) {
    texts.add(name)
    gather(member, texts, documents)
  }
}
