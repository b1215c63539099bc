import type { Block, Chat, ToolSpec } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { hintsFrom } from './arguments.ts'
import { entitiesOf } from './entities.ts'
import type { Entities } from './entities.ts'
import type { Budget } from './budget.ts'
import { isSame } from './schema/equality.ts'
import { membersOf } from './results.ts'
import { generate } from './schema/schema.ts'
import type { Guide } from './schema/place.ts'
import type { Subject } from './text/subject.ts'
import { fitting } from './tool-fit.ts'

const MOST_CALLS = 4

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

/** A class whose members are to be filled, which clients offer as their only tool where they cannot force a call. */
function form({ tools }: Chat, text: string, budget: Budget): ToolSpec | undefined {
  const [tool, ...others] = tools
  if (tool === undefined || others.length > 0) return undefined
  // LangChain describes what has no description of its own like this.
  const isClass =
    /^\p{Lu}\p{Ll}/u.test(tool.name) &&
    ['', 'A function available to call.'].includes(tool.description ?? '')
  return isClass && holdsValues(tool, text, budget) ? tool : undefined
}

/** Whether a prompt holds what a tool asks for: that is what it is said for. */
function holdsValues({ schema }: ToolSpec, text: string, budget: Budget): boolean {
  const hint = hintsFrom(entitiesOf(text), budget)
  return Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).some(
    ([name, asked]) => isObject(asked) && hint(name, asked, false) !== undefined,
  )
}

/** The tool that the prompt asks for: the named one, the fitting one, or none. */
function chosen(chat: Chat, { text, results }: Subject, budget: Budget): ToolSpec | undefined {
  const choice = chat.toolChoice ?? { auto: {} }
  if (chat.tools.length === 0 || 'none' in choice) return undefined
  if ('tool' in choice) return chat.tools.find(({ name }) => name === choice.tool.name)
  const forced = 'any' in choice
  if (results.length > 0) return following(chat, forced)
  return (
    fitting(chat.tools, text) ??
    following(chat, forced) ??
    form(chat, text, budget) ??
    chat.tools.find(({ name }) => name === FORM)
  )
}

/** The calls that an answer makes. An empty toolUseId means that whoever writes the answer makes one. */
export function callsFor(chat: Chat, subject: Subject, budget: Budget): Block[] {
  const tool = chosen(chat, subject, budget)
  if (tool === undefined) return []
  const found = entitiesOf(subject.text)
  const members = membersOf(subject.results)
  const inputFor = (entities: Entities): Json => {
    const hints = hintsFrom(entities, budget)
    const hint: Guide['hint'] = (name, asked, required) =>
      Object.hasOwn(members, name) ? members[name] : hints(name, asked, required)
    const input = generate(tool.schema, { about: subject.topic, optional: false, hint }, budget)
    // A call has an object, also for a schema that nothing was found for.
    return isObject(input) ? input : {}
  }
  const first = inputFor(found)
  const inputs = [first]
  // "in Paris and Rome" is two calls of a tool that takes one place.
  for (const place of found.places.slice(1, MOST_CALLS)) {
    const other = inputFor({ ...found, places: [place] })
    const isNew = !inputs.some((input) => isSame(input, other, budget))
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
