import { AwsError } from '../../server/aws/errors.ts'
import { readConverseBody, readConverseEvents } from '../../server/bedrock/converse-read.ts'
import { readConverse } from '../../server/bedrock/converse-request.ts'
import { writeBody, writeEvents } from '../../server/bedrock/converse.ts'
import type { Prompt } from '../../server/neutral/prompt.ts'
import type { Message } from '../../server/neutral/reply.ts'
import type { Call } from '../../server/bedrock/types.ts'
import type { Dialect, Target } from '../../server/dialects/dialect.ts'
import { dialectOf } from '../../server/dialects/index.ts'
import { isObject } from '../../server/json.ts'
import type { Json } from '../../server/json.ts'
import { differences } from './differences.ts'
import type { Difference } from './differences.ts'
import { unexcused } from './recording-exceptions.ts'
import { lossesOf } from './recording-losses.ts'
import { nativesOf } from './recordings.ts'
import type { Recording } from './recordings.ts'

export interface Verdict {
  id: string
  check: string
  /** A description of the exchange, to find it again. */
  about: string
  result: 'passed' | 'failed' | 'skipped'
  why: string[]
}

/** All that can be checked of one exchange. */
export function verdictsOf(recording: Recording): Verdict[] {
  const about = `${recording.operation} ${recording.model.family?.dialect ?? '-'} ${recording.model.sent}`
  const verdict = (check: string, find: () => string[]): Verdict => {
    const why = attempt(find)
    return { id: recording.id, check, about, result: why.length > 0 ? 'failed' : 'passed', why }
  }
  if (isRefusal(recording)) return [verdict('refusal', () => refusalFaults(recording))]
  const skip = skipped(recording)
  if (skip !== undefined)
    return [{ id: recording.id, check: 'exchange', about, result: 'skipped', why: [skip] }]
  const request = verdict('request', () => requestFaults(recording))
  if (!recording.operation.startsWith('Converse'))
    return [request, verdict('answer', () => answerFaults(recording))]
  const { family } = recording.model
  const converse = verdict('answer', () => converseFaults(recording))
  return family
    ? [request, converse, verdict('native', () => nativeFaults(recording))]
    : [request, converse]
}

const CHECKED = new Set([
  'InvokeModel',
  'InvokeModelWithResponseStream',
  'Converse',
  'ConverseStream',
])

function skipped({ operation, status, model, events }: Recording): string | undefined {
  if (!CHECKED.has(operation)) return `${operation} asks no model in a way that is checked here`
  if (status !== 200) return 'an error: the checks of errors are other tests'
  if (events.some(({ exception }) => exception)) return 'a stream that an exception ended'
  if (operation.startsWith('Invoke') && !model.family)
    return 'the id is opaque: nothing recorded tells the model behind it'
  return undefined
}

/** Whether the answer is a rejection that the dialects reproduce: a body that breaks a native schema. */
function isRefusal({ operation, status, answer }: Recording): boolean {
  return operation.startsWith('Invoke') && status === 400 && REFUSALS.test(messageIn(answer))
}

const REFUSALS = /^Malformed input request|^too many total text bytes/

const messageIn = (answer: Json | undefined) =>
  isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : ''

function refusalFaults(recording: Recording): string[] {
  const expected = messageIn(recording.answer)
  try {
    promptOf(recording)
  } catch (error) {
    const { message } = AwsError.from(error)
    return message === expected ? [] : [`recorded ${expected}, written ${message}`]
  }
  return [`recorded ${expected}, but the dialect takes it`]
}

function attempt(find: () => string[]): string[] {
  try {
    return find()
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

const dialectFor = ({ model }: Recording): Dialect => dialectOf(model.family?.dialect ?? '')

function promptOf(recording: Recording): Prompt {
  const { request = null, operation, model } = recording
  if (operation.startsWith('Converse')) return readConverse(isObject(request) ? request : {})
  return dialectFor(recording).read(request, model.foundation ?? model.sent)
}

function requestFaults(recording: Recording): string[] {
  const { request = null } = recording
  const losses = lossesOf(request, plain(promptOf(recording)))
  const lost = losses.map((loss) => ({ ...loss, of: 'lost' as const }))
  return unexcused(lost, recording).map((loss) => `${loss.path}: lost ${loss.lost.slice(0, 120)}`)
}

function answerFaults(recording: Recording): string[] {
  const { answer } = recording
  const dialect = dialectFor(recording)
  if (answer !== undefined) {
    const written = dialect.body(dialect.parse(answer), targetOf(recording, [answer]))
    return worded(unexcused(differences(bare(answer), written), recording))
  }
  if (!dialect.join || !dialect.parts) return ['the dialect does not stream']
  const chunks = nativesOf(recording.events)
  const reply = dialect.join(chunks)
  const parts = dialect.parts(reply, targetOf(recording, chunks))
  const written = parts.map(({ json }) => json)
  const own = dialect.metricsApart ? chunks.slice(0, -1) : chunks
  const again = dialect.join([...written, ...chunks.slice(-1).map(metricsOnly)])
  const out = parts.reduce((sum, { tokens }) => sum + tokens, 0)
  const max = reply.kind === 'message' ? reply.usage.outputTokens : 0
  return [
    ...worded(unexcused(differences(own.map(bare), written), recording)),
    ...worded(differences(plain(reply), plain(again), 'joined')),
    ...(out <= max ? [] : [`${out} tokens go out, usage says ${max}`]),
  ]
}

/** A Converse answer, read and written again by Converse itself. */
function converseFaults(recording: Recording): string[] {
  const { answer, events } = recording
  const reply = replyOf(recording)
  const pieces = events.map(({ payload }) => payload ?? null)
  const to = targetOf(recording, pieces)
  const call = callOf(recording)
  const draft = isObject(answer) ? writeBody(reply, to, call) : writeEvents(reply, to, call)
  if (draft.kind === 'body')
    return worded(unexcused(differences(answer ?? null, plain(draft.body)), recording))
  const written = draft.events.map(({ type, payload }) => ({ type, payload }))
  const recorded = events
    .map(({ type, payload }) => ({ type, payload: unpadded(payload) }))
    .filter((event, at, all) => !isIdle(event, all[at - 1], all[at + 1]))
  return worded(unexcused(differences(recorded, plain(written)), recording))
}

/** The same answer as the family's native body says it: content, stop reason and usage come back. */
function nativeFaults(recording: Recording): string[] {
  const dialect = dialectFor(recording)
  const { content, stopReason, usage } = replyOf(recording)
  const native = dialect.body(replyOf(recording), targetOf(recording, []))
  const again = dialect.parse(plain(native))
  if (again.kind !== 'message') return [`comes back as ${again.kind}`]
  return worded(
    unexcused(
      differences(
        plain({ content, stopReason, usage }),
        plain({ content: again.content, stopReason: again.stopReason, usage: again.usage }),
        'native',
      ),
      recording,
    ),
  )
}

const replyOf = ({ answer, events }: Recording): Message =>
  answer === undefined
    ? readConverseEvents(
        events.map(({ type, payload }) => ({ type, payload: JSON.stringify(payload), atMs: 0 })),
      )
    : readConverseBody(answer)

/** The parts of a call that writing an answer needs. */
function callOf(recording: Recording): Call {
  const { operation, model, request } = recording
  const call = { operation: { name: operation }, body: request, input: {}, model: () => model }
  return { ...call, prompt: () => promptOf(recording) } as unknown as Call
}

/** Occasionally, a delta between others has no text; it is not sent. */
function isIdle(event: Json, before: Json | undefined, after: Json | undefined): boolean {
  const isDelta = (other: Json | undefined) =>
    isObject(other) && other['type'] === 'contentBlockDelta'
  const payload = isObject(event) && isObject(event['payload']) ? event['payload'] : {}
  const delta = isObject(payload['delta']) ? payload['delta'] : {}
  return delta['text'] === '' && (isDelta(before) || isDelta(after))
}

function unpadded(payload: Json | undefined): Json {
  if (!isObject(payload)) return null
  const { p: _p, ...rest } = payload
  return rest
}

const METRICS = 'amazon-bedrock-invocationMetrics'

const metricsOnly = (chunk: Json): Json =>
  isObject(chunk) ? { [METRICS]: chunk[METRICS] ?? null } : chunk

/** The part that the dialect writes, without metrics and guardrail results. */
function bare(native: Json): Json {
  if (!isObject(native)) return native
  return Object.fromEntries(
    Object.entries(native).filter(([name]) => !name.startsWith('amazon-bedrock-')),
  )
}

function targetOf(recording: Recording, natives: Json[]): Target {
  let made = 0
  const pieces = natives.flatMap(piecesIn)
  return {
    model: recording.model.foundation ?? recording.model.sent,
    prompt: promptOf(recording),
    ids: (prefix, length) => prefix + String(made++).padStart(length, '0'),
    now: 0,
    again: () => targetOf(recording, natives),
    cut: (text) => recut(text, pieces) ?? [text],
  }
}

const TEXT_MEMBERS = new Set([
  'text',
  'partial_json',
  'thinking',
  'completion',
  'outputText',
  'generation',
  'content',
  'input',
  'arguments',
  'reasoning_content',
])

/** The pieces in which a model streamed its answer. */
function piecesIn(native: Json): string[] {
  if (Array.isArray(native)) return native.flatMap(piecesIn)
  if (!isObject(native)) return []
  return Object.entries(native).flatMap(([name, member]) =>
    typeof member === 'string' && TEXT_MEMBERS.has(name) && member !== ''
      ? [member.replaceAll(/<\/?reasoning>/g, '')]
      : piecesIn(member),
  )
}

/** A text in the pieces in which it was recorded. */
function recut(text: string, pieces: string[]): string[] | undefined {
  for (const from of pieces.keys()) {
    let joined = ''
    for (let to = from; to < pieces.length && joined.length < text.length; to++) {
      joined += pieces[to] ?? ''
      if (joined === text) return pieces.slice(from, to + 1)
      if (!text.startsWith(joined)) break
    }
  }
  return undefined
}

const worded = (found: Difference[]): string[] =>
  found
    .slice(0, 6)
    .map(
      ({ path, of, recorded, written }) =>
        `${path || 'body'}: ${of}, recorded ${clip(recorded)}, written ${clip(written)}`,
    )

const clip = (value: Json | undefined) => (JSON.stringify(value) ?? 'nothing').slice(0, 120)

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Json
