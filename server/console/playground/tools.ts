import type { ConverseBody, ToolChoice, ToolSpec } from './converse-body.ts'

/** The tools of a request, as they are written. */
export interface Tools {
  /** JSON: the list `tools` of Converse; empty sends none. */
  text: string
  /** Empty, `auto`, `any`, or `tool:` and its name. */
  choice: string
  /** Initial results by tool name. They are not sent with the tools. */
  stubs?: Readonly<Record<string, string>>
}

export const NO_TOOLS: Tools = { text: '', choice: '' }

interface Tool {
  toolSpec?: { name?: unknown }
}

/** The names in a list of tools; undefined if it is not a valid list yet. */
export function namesIn(text: string): readonly string[] | undefined {
  if (text.trim() === '') return []
  try {
    const tools: unknown = JSON.parse(text)
    if (!Array.isArray(tools)) return undefined
    return (tools as Tool[]).flatMap(({ toolSpec }) =>
      typeof toolSpec?.name === 'string' ? [toolSpec.name] : [],
    )
  } catch {
    return undefined
  }
}

/** The member `toolConfig`; undefined without tools. Throws an Error that names what cannot be sent. */
export function toolConfigOf({ text, choice }: Tools): ConverseBody['toolConfig'] {
  if (text.trim() === '') return undefined
  let tools: unknown
  try {
    tools = JSON.parse(text)
  } catch {
    throw new Error('The tools are not valid JSON.')
  }
  if (!Array.isArray(tools)) throw new Error('The tools must be a JSON array.')
  return {
    tools: tools as { toolSpec?: ToolSpec }[],
    ...(choice !== '' && { toolChoice: choiceOf(choice) }),
  }
}

const FORCED = 'tool:'

const choiceOf = (choice: string): ToolChoice =>
  choice.startsWith(FORCED) ? { tool: { name: choice.slice(FORCED.length) } } : { [choice]: {} }

/** Parses the member again; undefined if the fields cannot represent it. */
export function toolsOf(config: unknown): Tools | undefined {
  const { tools, toolChoice, ...more } = config as {
    tools?: unknown
    toolChoice?: { tool?: { name?: unknown } }
  }
  if (!Array.isArray(tools) || Object.keys(more).length > 0) return undefined
  const [kind] = Object.keys(toolChoice ?? {})
  const name = toolChoice?.tool?.name
  return {
    text: JSON.stringify(tools, null, 2),
    choice: typeof name === 'string' ? `${FORCED}${name}` : (kind ?? ''),
  }
}

const tool = (name: string, description: string, properties: object) => ({
  toolSpec: {
    name,
    description,
    inputSchema: {
      json: { type: 'object', properties, required: Object.keys(properties) },
    },
  },
})

const written = (...tools: object[]) => JSON.stringify(tools, null, 2)

export const EXAMPLES: readonly { name: string; text: string }[] = [
  {
    name: 'Weather',
    text: written(
      tool('get_weather', 'Returns the current weather in a city.', { city: { type: 'string' } }),
    ),
  },
  {
    name: 'Calculator',
    text: written(
      tool('calculate', 'Evaluates an arithmetic expression.', {
        expression: { type: 'string', description: 'For example 2 * (3 + 4)' },
      }),
    ),
  },
  {
    name: 'Form',
    text: written(
      tool('save_contact', 'Saves the contact details of a person.', {
        name: { type: 'string' },
        email: { type: 'string' },
        age: { type: 'integer', minimum: 0 },
      }),
    ),
  },
]
