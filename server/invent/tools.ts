import type { Block, Chat, ToolSpec } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { hintsFrom } from './arguments.ts'
import type { Budget } from './budget.ts'
import { entitiesOf } from './entities.ts'
import type { Entities } from './entities.ts'
import { lastValue, resultHints } from './results.ts'
import { isSame } from './schema/equality.ts'
import type { Guide } from './schema/place.ts'
import { generate } from './schema/schema.ts'
import { longText } from './text/long-text.ts'
import type { AnswerSubject } from './text/subject.ts'
import { isInOrder, planFor, TARGET, targetIn } from './tool-plan.ts'
import type { PlannedCall } from './tool-plan.ts'

const MAX_CALLS = 4

// Agents offer such a tool for the final answer and keep asking until it is called.
const FINAL =
  /^(?:final_?(?:result|answer|output|response)|structured_?output|submit_?(?:answer|result|response))/i

// LangChain's name for structured output as a tool. It does not force the call if it does not know the model.
const FORM = 'extract'

/** A class to fill. Clients that cannot force a call offer it as their only tool. */
function form({ tools }: Chat, text: string, budget: Budget): ToolSpec | undefined {
  const [tool, ...others] = tools
  if (tool === undefined || others.length > 0) return undefined
  // The second is what LangChain writes for a missing description.
  const isClass =
    /^\p{Lu}\p{Ll}/u.test(tool.name) &&
    ['', 'A function available to call.'].includes(tool.description ?? '')
  return isClass && holdsValues(tool, text, budget) ? tool : undefined
}

/** Whether the prompt holds a value for one of the tool's members. */
function holdsValues({ schema }: ToolSpec, text: string, budget: Budget): boolean {
  const hint = hintsFrom(entitiesOf(text), budget)
  return Object.entries(isObject(schema['properties']) ? schema['properties'] : {}).some(
    ([name, member]) => isObject(member) && hint(name, member, false) !== undefined,
  )
}

/** After results: the next tool of a sequence, the tool for the final answer, or, if a call is forced, one not called yet. */
function nextStep(
  chat: Chat,
  plan: PlannedCall[],
  subject: AnswerSubject,
  forced: boolean,
): PlannedCall | undefined {
  const { text, exchanges } = subject
  const called = new Set(exchanges.map(({ call }) => call?.name))
  const isNew = ({ name }: ToolSpec): boolean => !called.has(name)
  const step = (tool: ToolSpec | undefined): PlannedCall | undefined =>
    tool === undefined ? undefined : { tool, clause: text }
  const pending = plan.find(({ tool }) => isNew(tool))
  if (pending !== undefined && plan.length > 1 && isInOrder(text)) return pending
  const final = chat.tools.find(({ name }) => FINAL.test(name))
  if (final !== undefined || !forced) return step(final)
  return step(chat.tools.find(isNew) ?? chat.tools[0])
}

/** The tools to call: the one that `toolChoice` names, those that the prompt asks for, or none. */
function chosen(chat: Chat, subject: AnswerSubject, budget: Budget): PlannedCall[] {
  const { text } = subject
  const choice = chat.toolChoice ?? { auto: {} }
  if (chat.tools.length === 0 || 'none' in choice) return []
  if ('tool' in choice)
    return chat.tools
      .filter(({ name }) => name === choice.tool.name)
      .map((tool) => ({ tool, clause: text }))
  const forced = 'any' in choice
  const plan = planFor(chat.tools, subject)
  if (!subject.isReply && plan.length > 0)
    return isInOrder(text) ? plan.slice(0, 1) : plan.slice(0, MAX_CALLS)
  const next = nextStep(chat, plan, subject, forced)
  if (next !== undefined) return [next]
  if (subject.isReply) return []
  const tool = form(chat, text, budget) ?? chat.tools.find(({ name }) => name === FORM)
  return tool === undefined ? [] : [{ tool, clause: text }]
}

/** Values for the members of a call: from results first, then from the clause, then from the whole prompt. */
function hintsFor(
  { clause }: PlannedCall,
  subject: AnswerSubject,
  entities: Entities,
  budget: Budget,
): Guide['hint'] {
  const { text, topic, exchanges } = subject
  const known = resultHints(exchanges)
  const target = targetIn(clause)
  const inClause = clause === text ? undefined : hintsFrom(entitiesOf(clause), budget)
  const inText = hintsFrom(entities, budget)
  const handedOn = isInOrder(text) ? lastValue(exchanges) : undefined
  return (name, schema, required) => {
    if (target !== undefined) return TARGET.test(name) ? target : topic
    return (
      known(name, schema['type']) ??
      longText(name, subject) ??
      inClause?.(name, schema, required) ??
      (required ? handedOn : undefined) ??
      inText(name, schema, required)
    )
  }
}

/** The tool calls of an answer. Their empty toolUseId is filled in when the answer is written. */
export function callsFor(chat: Chat, subject: AnswerSubject, budget: Budget): Block[] {
  const steps = chosen(chat, subject, budget)
  if (steps.length === 0) return []
  const found = entitiesOf(subject.text)
  const inputFor = (step: PlannedCall, entities: Entities): Json => {
    const hint = hintsFor(step, subject, entities, budget)
    const guide = { about: subject.topic, optional: false, ...(hint && { hint }) }
    const input = generate(step.tool.schema, guide, budget)
    // The input is always an object, even if the schema allows none.
    return isObject(input) ? input : {}
  }
  const calls = steps.map((step) => ({ step, input: inputFor(step, found) }))
  const [first] = calls
  // "in Paris and Rome" is two calls of a tool that takes one place.
  for (const place of calls.length === 1 ? found.places.slice(1, MAX_CALLS) : []) {
    if (first === undefined || !takes(first.input, found.places[0] ?? '')) break
    const input = inputFor(first.step, { ...found, places: [place] })
    const isNew = !calls.some((call) => isSame(call.input, input, budget))
    if (isNew && takes(input, place)) calls.push({ step: first.step, input })
  }
  return calls.map(({ step, input }) => ({
    toolUse: { toolUseId: '', name: step.tool.name, input },
  }))
}

/** Whether a call has a place as exactly one of its values. */
function takes(input: unknown, place: string): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    Object.values(input).filter((value) => value === place).length === 1
  )
}
