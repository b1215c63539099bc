import { actionOf } from '../faults/action.ts'
import type { Struck } from '../faults/action.ts'
import { contradictions } from '../faults/contradictions.ts'
import { nameOf } from '../faults/name.ts'
import type { JsonObject } from '../json.ts'
import type { Finding } from './format/check.ts'
import type { Place } from './beside.ts'
import type { TextMatch, WrittenError, WrittenFixture } from './fixture.ts'
import { glob } from './glob.ts'
import type { Glob } from './glob.ts'
import { prepare } from './prepared.ts'
import type { Prepared } from './prepared.ts'
import { textTest } from './text.ts'
import type { TextTest } from './text.ts'

/** A fixture, compiled: what finds it and what it plays. */
export interface Rule {
  name: string
  /** The file as messages show it; empty for fixtures that a test added. */
  file: string
  /** Which of the folders it is from: later ones win. */
  folder: number
  added: boolean
  priority: number
  /** How many members its match has. */
  fields: number
  /** Undefined: any. */
  operations: readonly string[] | undefined
  /** What it answers with. */
  kind: Prepared['kind'] | 'error'
  models: readonly Glob[]
  prompt?: TextTest
  system?: TextTest
  tools: readonly string[]
  toolResult?: ToolResultTest
  turn?: number
  body?: JsonObject
  session?: Glob
  answers: readonly Prepared[]
  /** After the last answer comes an error; otherwise that answer again. */
  ends: boolean
  error?: WrittenError
  /** What goes wrong on the way of what it plays. */
  fault?: Struck
  /** As it was written. */
  written: WrittenFixture
  /** How often it answered. */
  calls: number
}

export interface ToolResultTest {
  name?: Glob
  status?: 'success' | 'error'
  text?: TextTest
}

/** Where a fixture comes from. */
export interface Origin extends Place {
  name: string
  file: string
  folder: number
  added: boolean
}

/** Compiles a fixture whose shape was checked. What only the meaning tells to be wrong is reported in `findings`. */
export function compileRule(written: WrittenFixture, origin: Origin, findings: Finding[]): Rule {
  const { match = {}, error, fault } = written
  const say = (path: Finding['path'], message: string, severity?: 'warning') =>
    findings.push({ path, message, ...(severity === undefined ? {} : { severity }) })
  const text = (path: Finding['path'], value: TextMatch | undefined) =>
    compileText(path, value, findings)

  const prompt = text(['match', 'prompt'], match.prompt)
  const system = text(['match', 'system'], match.system)
  const toolResult = compileResult(match.toolResult, findings)
  const plays = [
    ...(written.answer === undefined ? [] : [{ one: written.answer, path: ['answer'] }]),
    ...(written.answers ?? []).map((one, at) => ({ one, path: ['answers', at] })),
  ]
  const groups = {
    count: prompt?.regex?.groups ?? -1,
    names: prompt?.regex?.names ?? new Set<string>(),
  }
  const answers = plays.map(({ one, path }) => prepare(one, path, origin, groups, findings))
  checkAnswers(written, answers, say)
  if (fault !== undefined) findings.push(...contradictions(fault, ['fault']))
  const kind = answers[0]?.kind ?? 'error'
  return {
    name: written.name ?? origin.name,
    file: origin.file,
    folder: origin.folder,
    added: origin.added,
    priority: written.priority ?? 0,
    fields: countFields(match as JsonObject),
    operations: compileOperations(match.operation, answers[0], say),
    kind,
    models: list(match.model).map(glob),
    ...(prompt === undefined ? {} : { prompt }),
    ...(system === undefined ? {} : { system }),
    tools: match.tools ?? [],
    ...(toolResult === undefined ? {} : { toolResult }),
    ...(match.turn === undefined ? {} : { turn: match.turn }),
    ...(match.body === undefined ? {} : { body: match.body }),
    ...(match.session === undefined ? {} : { session: glob(match.session) }),
    answers,
    ends: written.then === 'error',
    ...(error === undefined ? {} : { error }),
    ...(fault === undefined ? {} : { fault: { name: nameOf(fault), action: actionOf(fault) } }),
    written,
    calls: 0,
  }
}

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Members of the match; those of `body` one by one, since more of it says more. */
function countFields({ body, ...others }: JsonObject): number {
  return (
    Object.keys(others).length + (body === undefined ? 0 : Object.keys(body as JsonObject).length)
  )
}

function compileText(
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

function compileResult(
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

/** The operations that ask a model, four ways to say the same. */
export const CHAT: readonly string[] = [
  'Converse',
  'ConverseStream',
  'InvokeModel',
  'InvokeModelWithResponseStream',
]

type Form = Prepared['kind'] | 'chunks'

const formOf = (answer: Prepared): Form =>
  answer.kind === 'native' && Array.isArray(answer.body) ? 'chunks' : answer.kind

/** The operations that answer with each where none is named. */
const DEFAULTS: Record<Form, readonly string[]> = {
  message: CHAT,
  embeddings: ['InvokeModel'],
  images: ['InvokeModel'],
  ranking: ['InvokeModel'],
  native: ['InvokeModel'],
  chunks: ['InvokeModelWithResponseStream'],
}

const INVOKE = ['InvokeModel', 'InvokeModelWithResponseStream']

/** Those that can, at least for some model; Converse and its stream translate native bodies. Undefined: any. */
const ABLE: Record<Form, readonly string[] | undefined> = {
  message: CHAT,
  embeddings: INVOKE,
  images: INVOKE,
  ranking: INVOKE,
  native: undefined,
  chunks: ['InvokeModelWithResponseStream', 'ConverseStream', 'Converse'],
}

type Say = (path: Finding['path'], message: string, severity?: 'warning') => void

/** The operations named, or those that can express the answer; an error suits all. */
function compileOperations(
  named: string | string[] | undefined,
  answer: Prepared | undefined,
  say: Say,
): readonly string[] | undefined {
  if (named === undefined) return answer === undefined ? undefined : DEFAULTS[formOf(answer)]
  if (answer === undefined) return list(named)
  const able = ABLE[formOf(answer)]
  for (const name of list(named)) {
    if (able === undefined || able.includes(name)) continue
    const said = formOf(answer) === 'chunks' ? 'a list of chunks' : answer.kind
    const better = CHAT.includes(name) ? able[0] : 'native'
    say(['match', 'operation'], `${name} cannot say ${said}; ${better} or an error was expected`)
  }
  return list(named)
}

/** The exceptions that AWS's model has among the events of streams. */
const IN_STREAMS: readonly string[] = [
  'InternalServerException',
  'ModelStreamErrorException',
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'ThrottlingException',
  'ValidationException',
]

function checkAnswers(written: WrittenFixture, answers: readonly Prepared[], say: Say): void {
  const { answer, answers: several, error, then } = written
  if (answer !== undefined && several !== undefined) {
    say(['answers'], 'answer and answers are both given; one of them was expected')
  }
  if (answers.length === 0 && error === undefined) {
    say(
      [],
      'the fixture has neither an answer nor an error; one of answer, answers, error was expected',
    )
  }
  if (then !== undefined && several === undefined) say(['then'], 'then needs answers')
  const kinds = new Set(answers.map(({ kind }) => kind))
  if (kinds.size > 1) say(['answers'], `answers are of one kind; found ${[...kinds].join(' and ')}`)
  if (error === undefined) return
  if (error.afterEvents !== undefined && answers.length === 0) {
    say(['error', 'afterEvents'], 'error.afterEvents needs an answer whose events come first')
  }
  if (error.afterEvents !== undefined && !IN_STREAMS.includes(error.type)) {
    say(
      ['error', 'type'],
      `no stream of Bedrock brings ${error.type}, so SDKs know no type for it there; ${IN_STREAMS.join(', ')} do come`,
      'warning',
    )
  }
  if (answers.length > 0 && error.times === undefined && error.afterEvents === undefined) {
    say(['error'], 'the answer is never played, since the error has no times', 'warning')
  }
}
