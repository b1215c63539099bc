import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync, inflateSync } from 'node:zlib'
import { eventStream } from '../../server/framing/event-stream.ts'
import { FrameReader } from '../../server/framing/frame-reader.ts'
import { createCatalogue } from '../../server/models/models.ts'
import { isObject, parseJson } from '../../server/json.ts'
import type { Json } from '../../server/json.ts'
import { Session } from '../../server/sessions.ts'
import type { Model } from '../../server/models/model.ts'

// Genuine exchanges with Bedrock, which are not part of this repository: RECORDINGS_DIR is their folder.

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FILE = resolve(ROOT, process.env['RECORDINGS_DIR'] ?? '../shared/recordings', 'corpus.jsonl')

/** Why nothing can be checked; undefined if the recordings exist. */
export const absent = existsSync(FILE) ? undefined : `no recordings at ${FILE}`

/** A line of the file. */
interface Line {
  id: string
  operation: string
  model: string | null
  status: number
  stream: boolean
  reqBody?: string
  reqBodyZ?: string
  resBody: string
  fidelity: string
}

export interface Event {
  type: string
  exception: boolean
  payload: Json | undefined
}

/** One genuine exchange, its bytes understood. */
export interface Recording {
  id: string
  operation: string
  model: Model
  status: number
  request: Json | undefined
  /** The answer's body; undefined for a stream. */
  answer: Json | undefined
  /** The events of a stream. */
  events: Event[]
  /**
   * Whether the bytes are original; otherwise the recorder has serialized the JSON again, possibly with sorted keys.
   */
  exact: boolean
}

export function readRecordings(): Recording[] {
  const catalogue = createCatalogue({ account: '123456789012' })
  const session = new Session('recordings')
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .map((line) => ({
      id: line.id,
      operation: line.operation,
      model: catalogue.resolve(line.model ?? '', 'us-east-1', session),
      status: line.status,
      request: parseJson(requestOf(line)),
      answer: line.stream ? undefined : parseJson(Buffer.from(line.resBody, 'base64')),
      events: line.stream ? eventsOf(Buffer.from(line.resBody, 'base64')) : [],
      exact: line.fidelity === 'exact' || line.fidelity === 'unverified',
    }))
}

function requestOf({ reqBody, reqBodyZ }: Line): Buffer {
  if (reqBodyZ === undefined) return Buffer.from(reqBody ?? '', 'base64')
  const packed = Buffer.from(reqBodyZ, 'base64')
  return (packed[0] === 0x78 ? inflateSync : inflateRawSync)(packed)
}

function eventsOf(bytes: Buffer): Event[] {
  return new FrameReader(eventStream).push(bytes).map(({ kind, type, payload }) => ({
    type,
    exception: kind !== 'event',
    payload: parseJson(payload),
  }))
}

/** The native chunks that the frames of an InvokeModel stream carry. */
export function nativesOf(events: Event[]): Json[] {
  return events.map(({ payload }) => {
    const bytes = isObject(payload) ? payload['bytes'] : undefined
    return (typeof bytes === 'string' ? parseJson(Buffer.from(bytes, 'base64')) : undefined) ?? null
  })
}
