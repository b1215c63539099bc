import { isSpent } from '../fixtures/counters.ts'
import { CHAT } from '../fixtures/rule.ts'
import type { Rule } from '../fixtures/rule.ts'
import { isSubset, subsetReasons } from './subset.ts'
import { clip, holds, quoted, sharedStart, textDistance, textReasons, textTest } from './text.ts'
import type { ResultView, View } from './view.ts'
import type { Finding } from '../shape/check.ts'
import type { WrittenFixture } from '../fixtures/fixture.ts'
import { glob } from './glob.ts'
import type { Glob } from './glob.ts'
import type { TextTest, TextMatch } from './text.ts'

// One rule against one call: whether it fits, how far it is from fitting, and what differs in words.

/** What the kinds of answer can answer. */
const ASKED = { message: 'chat', embeddings: 'embed', images: 'image', ranking: 'rank' } as const

/** The two that the index has already sorted by, for those who have no index. */
export function operationFits({ operations }: Rule, name: string): boolean {
  return operations === undefined || operations.includes(name)
}

export function modelFits({ models }: Rule, { model }: View): boolean {
  if (models.length === 0) return true
  if (model === undefined) return false
  const { sent, profile, foundation } = model
  return models.some(
    ({ test }) =>
      test(sent) ||
      (foundation !== undefined && test(foundation)) ||
      (profile !== undefined && test(profile)),
  )
}

function kindFits({ kind }: Rule, view: View): boolean {
  return (
    kind === 'error' ||
    kind === 'native' ||
    ASKED[kind] === view.kind ||
    view.call.operation.read === undefined
  )
}

/** Everything but operation and model, cheapest first. */
export function restFits(rule: Rule, view: View): boolean {
  const { prompt, system, tools, toolResult, turn, body, session } = rule
  if (!kindFits(rule, view)) return false
  if (session !== undefined && !session.test(view.call.session.name)) return false
  if (turn !== undefined && (turn !== view.turn || view.kind !== 'chat')) return false
  for (const tool of tools) if (!view.tools.includes(tool)) return false
  if (toolResult !== undefined && !view.results.some((one) => resultFits(toolResult, one)))
    return false
  if (prompt !== undefined && (view.kind === undefined || !holds(prompt, view.prompt))) return false
  if (system !== undefined && (view.kind !== 'chat' || !holds(system, view.system))) return false
  return body === undefined || isSubset(body, view.call.body)
}

function resultFits(test: ToolResultTest, result: ResultView): boolean {
  if (test.name !== undefined && !test.name.test(result.name)) return false
  if (test.status !== undefined && test.status !== result.status) return false
  return test.text === undefined || holds(test.text, result.text)
}

/** What of a prompt is looked at to tell how near it is. */
export interface Glance {
  excerpt: string
  words: ReadonlySet<string>
}

/** How far a rule is from answering, roughly: 0 = it fits. */
export function distance(rule: Rule, view: View, { excerpt, words }: Glance): number {
  const { prompt, system, tools, toolResult, turn, body, session } = rule
  let far = 0
  if (!operationFits(rule, view.call.operation.name)) far += isRelated(rule, view) ? 1.5 : 4
  if (!modelFits(rule, view)) far += 1.5
  if (!kindFits(rule, view)) far += 3
  if (session !== undefined && !session.test(view.call.session.name)) far += 1
  if (turn !== undefined && turn !== view.turn) far += 0.5
  for (const tool of tools) if (!view.tools.includes(tool)) far += 0.7
  // Without any tool result the call is at another step of the conversation, and next to nothing fits.
  if (toolResult !== undefined && !view.results.some((one) => resultFits(toolResult, one)))
    far += view.results.length === 0 ? 3 : 1.5
  if (system !== undefined && !holds(system, view.system)) far += 0.8
  if (body !== undefined && !isSubset(body, view.call.body)) {
    far += Math.min(2, 0.4 * subsetReasons(body, view.call.body).length)
  }
  if (prompt === undefined) return far
  // The text tells most which one was meant: where it is as it should be, all else counts half.
  if (holds(prompt, excerpt)) return far / 2
  // Of those that lack as many words the nearer is the one that begins as the prompt does.
  return far + 0.5 + 3 * textDistance(prompt, words) - 0.3 * sharedStart(prompt, excerpt)
}

/** One asks a model in another way; the other, for a list of models for example, nobody takes for it. */
function isRelated({ operations = [] }: Rule, { call }: View): boolean {
  return CHAT.includes(call.operation.name) && operations.some((name) => CHAT.includes(name))
}

/** Every difference, in words a person reads. */
export function reasons(rule: Rule, view: View): string[] {
  const { prompt, system, tools, toolResult, turn, body, session } = rule
  const said: string[] = []
  const { operation, session: caller } = view.call
  if (!operationFits(rule, operation.name)) {
    said.push(
      `operation is ${operation.name}, the fixture answers ${(rule.operations ?? []).join(', ')}`,
    )
  }
  if (!modelFits(rule, view)) said.push(modelReason(rule, view))
  if (!kindFits(rule, view)) said.push(kindReason(rule, view))
  if (session !== undefined && !session.test(caller.name)) {
    said.push(`session is ${quoted(caller.name)}, the fixture is for ${quoted(session.text)}`)
  }
  if (turn !== undefined && turn !== view.turn)
    said.push(`this is turn ${view.turn}, the fixture is for turn ${turn}`)
  const lacking = tools.filter((tool) => !view.tools.includes(tool))
  if (lacking.length > 0) said.push(toolReason(lacking, view.tools))
  if (toolResult !== undefined && !view.results.some((one) => resultFits(toolResult, one))) {
    said.push(resultReason(toolResult, view.results))
  }
  if (prompt !== undefined && !holds(prompt, view.prompt)) said.push(...promptReasons(prompt, view))
  if (system !== undefined && !holds(system, view.system)) {
    if (view.system === '') said.push('there is no system prompt, the fixture wants one')
    else said.push(...textReasons(system, view.system, 'system prompt'))
  }
  if (body !== undefined) said.push(...subsetReasons(body, view.call.body))
  if (isSpent(rule, caller)) {
    const times = rule.error?.times === 1 ? 'once' : `${rule.error?.times} times`
    said.push(`it has failed ${times}, as often as it should, and has no answer`)
  }
  return said
}

function modelReason({ models }: Rule, { model }: View): string {
  const wanted = models.map(({ text }) => text).join(' or ')
  if (model === undefined) return `the operation has no model, the fixture is for ${wanted}`
  const { sent, foundation } = model
  const known = foundation === undefined || foundation === sent ? '' : ` (${foundation})`
  return `model is ${clip(sent, 120)}${known}, the fixture is for ${wanted}`
}

const NOUNS = {
  chat: 'a conversation',
  embed: 'an embedding',
  image: 'an image',
  rank: 'a ranking',
}

function kindReason({ kind }: Rule, view: View): string {
  if (view.kind === undefined) return 'the body cannot be read as a request to this model'
  return `the request asks for ${NOUNS[view.kind]}, the fixture answers with ${kind === 'message' ? 'a message' : kind}`
}

function toolReason(lacking: readonly string[], offered: readonly string[]): string {
  const missing = lacking.map((name) => quoted(name)).join(' and ')
  if (offered.length === 0) return `no tools are offered, the fixture wants ${missing}`
  return `tool ${missing} is not offered; offered are ${clip(offered.join(', '), 100)}`
}

function resultReason(test: ToolResultTest, results: readonly ResultView[]): string {
  const wanted = test.name === undefined ? '' : ` of ${quoted(test.name.text)}`
  const [first] = results
  if (first === undefined)
    return `the last message carries no tool result, the fixture wants one${wanted}`
  const named = results.filter(({ name }) => test.name === undefined || test.name.test(name))
  const [result] = named
  if (result === undefined) {
    return `the last message carries the result of ${quoted(results.map(({ name }) => name).join(', '))}, the fixture wants one${wanted}`
  }
  if (test.status !== undefined && test.status !== result.status) {
    return `the tool result${wanted} has status ${result.status}, the fixture wants ${test.status}`
  }
  return test.text === undefined
    ? ''
    : textReasons(test.text, result.text, `the tool result${wanted}`).join('; ')
}

function promptReasons(test: NonNullable<Rule['prompt']>, view: View): string[] {
  if (view.prompt === '' && view.results.length > 0) {
    return ['the last message holds only tool results, the fixture wants text in it']
  }
  return textReasons(test, view.prompt, 'prompt')
}

export interface ToolResultTest {
  name?: Glob
  status?: 'success' | 'error'
  text?: TextTest
}

export function compileText(
  path: Finding['path'],
  value: TextMatch | undefined,
  findings: Finding[],
): TextTest | undefined {
  if (value === undefined) return undefined
  try {
    return textTest(value)
  } catch (thrown) {
    findings.push({
      path: [...path, 'regex'],
      message: `${path.join('.')}.regex does not compile: ${(thrown as Error).message}`,
    })
    return undefined
  }
}

export function compileResult(
  value: NonNullable<WrittenFixture['match']>['toolResult'],
  findings: Finding[],
): ToolResultTest | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return { name: glob(value) }
  const text = compileText(['match', 'toolResult', 'text'], value.text, findings)
  return {
    ...(value.name === undefined ? {} : { name: glob(value.name) }),
    ...(value.status === undefined ? {} : { status: value.status }),
    ...(text === undefined ? {} : { text }),
  }
}
