import { headerOf } from '../aws/canonical-request.ts'
import type { Headers } from '../aws/headers.ts'
import { callOf } from '../bedrock/call.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import { eventStream } from '../framing/event-stream.ts'
import { isObject, parseJson } from '../json.ts'
import type { Catalogue } from '../models/models.ts'
import { canonicalOrder, digestOf, makeKey, partsOf, redactParts } from '../recordings/key.ts'
import { membersOf } from '../recordings/recording.ts'
import type { RecordedResponse } from '../recordings/recorded-response.ts'
import { judgeTranscript, responseOf } from '../recordings/transcript.ts'
import type { Transcript } from '../recordings/transcript.ts'
import { knowClientSecrets } from '../redaction/redact.ts'
import { sha256 } from '../text/sha256.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { Session } from '../sessions.ts'
import { messageOf } from '../text/error-message.ts'
import {
  beginsWithFrame,
  streamFromChunks,
  streamFromEvents,
  streamFromText,
  unpacked,
} from './decode.ts'
import type { ImportedExchange, Skip } from './exchange.ts'
import { findOperation } from './find-operation.ts'
import { isCutShort } from './cut-short.ts'
import { errorWhy } from './errors.ts'

export interface Taking {
  catalogue: Catalogue
  region: string
  settings: FixtureSettings
  /** `--record-errors`: also take errors that do not depend on the request. */
  recordErrors: boolean
}

/** Data that a file may lack, as named in the summary. */
export type Lack = 'time of the call' | 'timing' | 'headers' | 'type of the error'

/** An exchange as a recording. */
export interface TakenExchange {
  call: Call
  response: RecordedResponse
  /** Equal for equal requests. */
  id: string
  /** Equal for equal answers. */
  answer: string
  lacks: readonly Lack[]
  isRedacted: boolean
  /** What is known about its origin. */
  at: number | undefined
  region: string | undefined
}

/** Makes a recording of an exchange, or says why not. */
export function take(exchange: ImportedExchange, taking: Taking): TakenExchange | Skip {
  try {
    const raw = unpacked(
      exchange.requestBody ?? Buffer.alloc(0),
      headerOf(exchange.requestHeaders, 'content-encoding'),
    )
    const match = findOperation(exchange.method, exchange.url, raw)
    if ('why' in match) return match
    const { operation, path } = match
    const trouble = requestTrouble(operation, raw, exchange)
    if (trouble !== undefined) return { why: trouble }
    knowClientSecrets(exchange.requestHeaders)
    const call = callFrom(exchange, operation, path, raw, match.region ?? taking.region, taking)
    return takeAnswer(exchange, call, exchange.region ?? match.region, taking)
  } catch (thrown) {
    return { why: messageOf(thrown) }
  }
}

function requestTrouble(
  { method }: Operation,
  raw: Buffer,
  { requestBody }: ImportedExchange,
): string | undefined {
  if (method !== 'POST' && method !== 'PUT') return undefined
  if (requestBody === undefined || raw.length === 0) return 'the body of its request is missing'
  const body = parseJson(raw)
  if (body === undefined) return 'the body of its request is not JSON: redacted or damaged'
  return isObject(body) ? undefined : 'the body of its request is redacted: it is not a JSON object'
}

function callFrom(
  exchange: ImportedExchange,
  operation: Operation,
  url: string,
  raw: Buffer,
  region: string,
  { catalogue }: Taking,
): Call {
  const headers = exchange.requestHeaders
  return callOf({
    operation,
    session: new Session('import'),
    region,
    receivedAt: exchange.at ?? 0,
    http: { version: '1.1', method: operation.method, url, headers },
    raw,
    input: membersOf(operation, url, headers),
    catalogue,
  })
}

function takeAnswer(
  exchange: ImportedExchange,
  call: Call,
  region: string | undefined,
  { settings, recordErrors }: Taking,
): TakenExchange | Skip {
  const { status, atMs, latencyMs = 0 } = exchange
  const encoding = headerOf(exchange.headers ?? [], 'content-encoding')
  if (status >= 200 && status < 300 && exchange.chunks.every(({ length }) => length === 0))
    return { why: 'the body of its answer is missing' }
  const { chunks, why } = answerBytes(exchange.chunks, encoding, call.operation, status)
  if (why !== undefined) return { why }
  const bytes = Buffer.concat(chunks)
  const headers = withType(exchange.headers ?? [], bytes, call.operation, status)
  const transcript: Transcript = {
    status,
    headers,
    startedAt: 0,
    chunks: [...chunks],
    atMs: chunks.map((_, at) => atMs?.[at] ?? latencyMs),
    bytes: bytes.length,
    ended: 'complete',
  }
  const failure = status >= 200 && status < 300 ? undefined : errorWhy(transcript, recordErrors)
  if (failure?.skip !== undefined) return { why: failure.skip }
  const verdict =
    failure === undefined
      ? judgeTranscript(transcript, call, recordErrors)
      : { save: true as const }
  if (!verdict.save) return { why: verdict.why }
  if (verdict.frames !== undefined && isCutShort(verdict.frames, call.operation))
    return { why: 'the stream ended before its last event' }
  if (failure === undefined && isEmptied(call.operation, bytes))
    return { why: 'the answer has no output: redacted or damaged' }
  const response = responseOf(transcript, verdict.frames, settings)
  const plain = partsOf(call)
  const parts = redactParts(plain, settings)
  const lacks: Lack[] = [
    ...(exchange.at === undefined ? (['time of the call'] as const) : []),
    ...(atMs === undefined && (verdict.frames !== undefined || exchange.latencyMs === undefined)
      ? (['timing'] as const)
      : []),
    ...(exchange.headers === undefined || exchange.lacksHeaders === true
      ? (['headers'] as const)
      : []),
    ...(failure?.untyped === true ? (['type of the error'] as const) : []),
  ]
  return {
    call,
    response,
    id: `${call.operation.name} ${digestOf(makeKey(parts, settings))}`,
    answer: answerDigest(response),
    lacks,
    isRedacted: parts.body !== plain.body || differs(response.body, bytes, verdict.frames),
    at: exchange.at,
    region,
  }
}

function differs(
  body: RecordedResponse['body'],
  bytes: Buffer,
  frames: readonly { payload: Buffer }[] = [],
): boolean {
  if (Buffer.isBuffer(body)) return !body.equals(bytes)
  return body.some(({ payload }, at) => payload !== frames[at]?.payload.toString())
}

/** Equal for answers that clients cannot tell apart, whenever they came. */
export function answerDigest({ status, body }: RecordedResponse): string {
  if (!Buffer.isBuffer(body))
    return sha256(JSON.stringify([status, ...body.map(({ type, payload }) => [type, payload])]))
  const value = parseJson(body)
  return sha256(
    JSON.stringify([status, value === undefined ? body.toString('base64') : canonicalOrder(value)]),
  )
}

function answerBytes(
  chunks: readonly Buffer[],
  encoding: string | undefined,
  operation: Operation,
  status: number,
): { chunks: readonly Buffer[]; why?: string } {
  const whole = unpacked(Buffer.concat(chunks), encoding)
  const same = chunks.length > 1 && whole.length === sum(chunks) ? chunks : [whole]
  const { framing } = operation
  const isStream = framing !== undefined && status >= 200 && status < 300
  if (!isStream || whole.length === 0 || beginsWithFrame(whole, framing)) return { chunks: same }
  if (framing !== eventStream) return { chunks: same }
  const events = streamFromEvents(whole) ?? nativeEvents(whole, operation) ?? streamFromText(whole)
  if (events !== undefined) return { chunks: [events] }
  if (whole.includes('\uFFFD'))
    return { chunks: same, why: 'the event stream was saved as text, and its bytes are lost' }
  return { chunks: same }
}

const sum = (chunks: readonly Buffer[]) => chunks.reduce((bytes, { length }) => bytes + length, 0)

/** The chunks of a model, saved as a list of its native JSON. */
function nativeEvents(bytes: Buffer, operation: Operation): Buffer | undefined {
  if (operation.native !== true) return undefined
  const list = parseJson(bytes)
  return Array.isArray(list) && list.length > 0 && list.every(isObject)
    ? streamFromChunks(list)
    : undefined
}

/** Adds the content type that the operation always has, if the source dropped or hid the header. */
function withType(
  headers: Headers,
  bytes: Buffer,
  { framing }: Operation,
  status: number,
): Headers {
  const isStream = framing !== undefined && status < 300 && beginsWithFrame(bytes, framing)
  const type = headerOf(headers, 'content-type')
  if (isStream ? type?.includes(framing.type) === true : type !== undefined) return headers
  const implied = isStream ? framing.type : 'application/json'
  return [
    ...headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
    ['Content-Type', implied],
  ]
}

/** Converse always answers with an output. Bedrock Runtime answers unknown paths with 200 and an `Output` that is an error. */
function isEmptied({ name }: Operation, bytes: Buffer): boolean {
  const body = parseJson(bytes)
  if (isObject(body) && isObject(body['Output']) && '__type' in body['Output']) return true
  return name === 'Converse' && (!isObject(body) || !isObject(body['output']))
}
