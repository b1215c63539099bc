import type { Block, Chat, ToolSpec } from '../bedrock/prompt.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { hintsFrom } from './arguments.ts'
import { entitiesOf } from './entities.ts'
import type { Entities } from './entities.ts'
import { same } from './merge.ts'
import { membersOf } from './results.ts'
import { generate } from './schema.ts'
import type { Guide } from './schema.ts'
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

/** `get_weather` is said of nothing but the tool; a plain word is, where "tool" or a quote stands beside it. */
function spells(text: string, name: string): boolean {
  const at = text.indexOf(name)
  if (at < 0) return false
  const beside = text.slice(at + name.length, at + name.length + 10)
  return /[_-]|\p{Ll}\p{Lu}/u.test(name) || /^["'`]|^ (?:tool|function)\b/.test(beside)
}

/** How much a prompt is about a tool. */
function fit(tool: ToolSpec, said: Set<string>, text: string): number {
  if (spells(text, tool.name)) return WEIGHT.spelled
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

// Agents offer such a tool for their last word, and go on asking until it is called.
const FINAL =
  /^(?:final_?(?:result|answer|output|response)|structured_?output|submit_?(?:answer|result|response))/i

// LangChain's name for the form of an answer, which it offers without forcing it where it does not know the model.
const FORM = 'extract'

/** The tools that were called since the user last said something. */
function calledSince(chat: Chat): Set<string> {
  const called = new Set<string>()
  const asked = chat.messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' && !content.some(({ toolResult }) => toolResult !== undefined),
  )
  for (const { content } of chat.messages.slice(asked + 1))
    for (const { toolUse } of content) if (toolUse !== undefined) called.add(toolUse.name)
  return called
}

/** After a result: a tool for the last word; where a call is forced, one that has not been called yet. */
function following(chat: Chat, forced: boolean): ToolSpec | undefined {
  const final = chat.tools.find(({ name }) => FINAL.test(name))
  if (final !== undefined || !forced) return final
  const called = calledSince(chat)
  return chat.tools.find(({ name }) => !called.has(name)) ?? chat.tools[0]
}

function fitting(chat: Chat, text: string): ToolSpec | undefined {
  const said = meant(text)
  let best: ToolSpec | undefined
  let most = ENOUGH - 1
  for (const tool of chat.tools) {
    const score = fit(tool, said, text)
    if (score > most) [best, most] = [tool, score]
  }
  return best
}

/** A class whose members are to be filled, which clients offer as their only tool where they cannot force a call. */
function form({ tools }: Chat, text: string): ToolSpec | undefined {
  const [tool, ...others] = tools
  if (tool === undefined || others.length > 0) return undefined
  // LangChain describes what has no description of its own like this.
  const isClass =
    /^\p{Lu}\p{Ll}/u.test(tool.name) &&
    ['', 'A function available to call.'].includes(tool.description ?? '')
  return isClass && holdsValues(tool, text) ? tool : undefined
}

/** Whether a prompt holds what a tool asks for: that is what it is said for. */
function holdsValues({ schema }: ToolSpec, text: string): boolean {
  const hint = hintsFrom(entitiesOf(text))
  return Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).some(
    ([name, asked]) => isObject(asked) && hint(name, asked, false) !== undefined,
  )
}

/** The tool that the prompt asks for: the named one, the fitting one, or none. */
function chosen(chat: Chat, { text, results }: Subject): ToolSpec | undefined {
  const choice = chat.toolChoice ?? { auto: {} }
  if (chat.tools.length === 0 || 'none' in choice) return undefined
  if ('tool' in choice) return chat.tools.find(({ name }) => name === choice.tool.name)
  const forced = 'any' in choice
  if (results.length > 0) return following(chat, forced)
  return (
    fitting(chat, text) ??
    following(chat, forced) ??
    form(chat, text) ??
    chat.tools.find(({ name }) => name === FORM)
  )
}

/** The calls that an answer makes. An empty toolUseId means that whoever writes the answer makes one. */
export function callsFor(chat: Chat, subject: Subject): Block[] {
  const tool = chosen(chat, subject)
  if (tool === undefined) return []
  const found = entitiesOf(subject.text)
  const members = membersOf(subject.results)
  const inputFor = (entities: Entities): Json => {
    const hints = hintsFrom(entities)
    const hint: Guide['hint'] = (name, asked, required) =>
      Object.hasOwn(members, name) ? members[name] : hints(name, asked, required)
    return generate(tool.schema, { about: subject.topic, optional: false, hint })
  }
  const first = inputFor(found)
  const inputs = [first]
  // "in Paris and Rome" is two calls of a tool that takes one place.
  for (const place of found.places.slice(1, MOST_CALLS)) {
    const other = inputFor({ ...found, places: [place] })
    const isNew = !inputs.some((input) => same(input, other))
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
