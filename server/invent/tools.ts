import type { Block, Chat, ToolSpec } from '../bedrock/prompt.ts'
import { isObject } from '../json.ts'
import { hintsFrom } from './arguments.ts'
import { entitiesOf } from './entities.ts'
import { generate } from './schema.ts'
import type { Subject } from './subject.ts'
import { terms } from './terms.ts'

const ENOUGH = 2
const MOST_CALLS = 4
const WEIGHT = { name: 2, about: 1, enum: 2, spelled: 10 }

// Words of tools that say nothing of what they are about.
const GENERIC = new Set(
  terms(
    'get set fetch retrieve return find tool function call run make given current value name information data user provide specific query input output string list result',
  ),
)

// What people say for what tools are called.
const MEANT: readonly (readonly [said: RegExp, term: string])[] = [
  [/\b(?:temperature|forecast|rain|snow|sunny|cold|warm|hot|umbrella|humid)/i, 'weather'],
  [/\d\s*(?:[-+*/×÷^]|plus|minus|times|divided by)\s*\d/i, 'calculat'],
  [/\bwhat time\b|\bclock\b/i, 'time'],
  [/\b(?:look up|google|find out|latest|news)\b/i, 'search'],
  [/\b(?:stock|share) price|\bshares? of\b/i, 'stock'],
  [/\b(?:fly|flying|flights?)\b/i, 'flight'],
  [/\bmail\b/i, 'email'],
]
const MATHS = new Set(terms('math arithmetic sum add compute evaluate expression calculate'))

function meant(text: string): Set<string> {
  const found = new Set(terms(text))
  for (const [said, term] of MEANT) if (said.test(text)) found.add(term)
  if (found.has('calculat')) for (const term of MATHS) found.add(term)
  return found
}

function enumsOf(tool: ToolSpec): string[] {
  const properties = isObject(tool.schema['properties'])
    ? Object.values(tool.schema['properties'])
    : []
  return properties
    .flatMap((schema) => (isObject(schema) && Array.isArray(schema['enum']) ? schema['enum'] : []))
    .filter((value) => typeof value === 'string')
}

/** How much a prompt is about a tool. */
function fit(tool: ToolSpec, said: Set<string>, text: string): number {
  if (text.includes(tool.name) && /[_\p{Lu}-]/u.test(tool.name)) return WEIGHT.spelled
  const named = new Set(terms(tool.name).filter((term) => !GENERIC.has(term)))
  const properties = isObject(tool.schema['properties'])
    ? Object.keys(tool.schema['properties'])
    : []
  const about = new Set(
    terms(`${tool.description ?? ''} ${properties.join(' ')}`).filter((term) => !GENERIC.has(term)),
  )
  let score = 0
  for (const term of said) {
    if (named.has(term)) score += WEIGHT.name
    else if (about.has(term)) score += WEIGHT.about
  }
  const lower = text.toLowerCase()
  return enumsOf(tool).some((value) => value.length > 2 && lower.includes(value.toLowerCase())) &&
    score > 0
    ? score + WEIGHT.enum
    : score
}

/** The tool that the prompt asks for: the named one, the fitting one, or none. */
function chosen(chat: Chat, { text, results }: Subject): ToolSpec | undefined {
  const choice = chat.toolChoice ?? { auto: {} }
  if (chat.tools.length === 0 || 'none' in choice) return undefined
  if ('tool' in choice) return chat.tools.find(({ name }) => name === choice.tool.name)
  const forced = 'any' in choice
  if (results.length > 0 && !forced) return undefined
  const said = meant(text)
  let best = forced ? chat.tools[0] : undefined
  let most = forced ? 0 : ENOUGH - 1
  for (const tool of chat.tools) {
    const score = fit(tool, said, text)
    if (score > most) [best, most] = [tool, score]
  }
  return best
}

/** The calls that an answer makes. An empty toolUseId means that whoever writes the answer makes one. */
export function callsFor(chat: Chat, subject: Subject): Block[] {
  const tool = chosen(chat, subject)
  if (tool === undefined) return []
  const found = entitiesOf(subject.text)
  const guide = { about: subject.topic, optional: false }
  const first = generate(tool.schema, { ...guide, hint: hintsFrom(found) })
  const inputs = [first]
  // "in Paris and Rome" is two calls of a tool that takes one place.
  for (const place of found.places.slice(1, MOST_CALLS)) {
    const other = generate(tool.schema, {
      ...guide,
      hint: hintsFrom({ ...found, places: [place] }),
    })
    const isNew = !inputs.some((input) => JSON.stringify(input) === JSON.stringify(other))
    if (isNew && takes(first, found.places[0] ?? '') && takes(other, place)) inputs.push(other)
  }
  return inputs.map((input) => ({ toolUse: { toolUseId: '', name: tool.name, input } }))
}

/** Whether a call has a place as one of its values, and no other place beside it. */
function takes(input: unknown, place: string): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    Object.values(input).filter((value) => value === place).length === 1
  )
}
