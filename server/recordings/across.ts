import { callOf } from '../bedrock/call.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import type { NearMiss } from '../fixtures/nearest.ts'
import type { Json } from '../json.ts'
import { Session } from '../sessions.ts'
import { neutralDifferences } from './differences.ts'
import { fingerprintOf, sameJson } from './key.ts'
import { lossesOf, lossesOrAll, lossInWords } from './losses.ts'
import type { Recording } from './recording.ts'

// Uses recordings of one API as answers of another: Converse's for Messages, those of Responses for Chat Completions.
// The requests must be equal in the neutral form, and no part of the answer may be lost.

/** The content of a request, independent of its API; undefined if it is not a conversation, or cannot be parsed. */
function neutralOf(call: Call): Json | undefined {
  const { read, write, group } = call.operation
  if (read === undefined || write === undefined || group === 'rerank') return undefined
  try {
    const prompt = call.prompt()
    if (prompt.kind !== 'chat') return undefined
    const { native: _own, ...neutral } = prompt
    // Members are absent or undefined, depending on the API.
    return JSON.parse(JSON.stringify(neutral)) as Json
  } catch {
    return undefined
  }
}

interface Entry {
  recording: Recording
  call: Call
  neutral: Json
  /** What its answers would lose through other APIs, computed on demand. */
  losses: Map<Operation, readonly string[]>
}

/** At most this many are compared in full, the latest. */
const MAX_COMPARED = 64

/** The conversations among recordings, by content. Built when a call first finds no answer within its own API. */
export class AcrossIndex {
  readonly #entries: Entry[] = []
  readonly #byFingerprint = new Map<number, Entry[]>()

  constructor(recordings: Iterable<Recording>, like: Call) {
    for (const recording of recordings) {
      const call = requestOf(recording, like)
      const neutral = neutralOf(call)
      if (neutral === undefined) continue
      const entry = { recording, call, neutral: neutral, losses: new Map() }
      const fingerprint = fingerprintOf(neutral)
      const list = this.#byFingerprint.get(fingerprint)
      if (list === undefined) this.#byFingerprint.set(fingerprint, [entry])
      else list.push(entry)
      this.#entries.push(entry)
    }
  }

  /** A recording of another API that can answer, and its own call. Later ones win. */
  find(call: Call): { recording: Recording; as: Call } | undefined {
    const neutral = neutralOf(call)
    if (neutral === undefined) return undefined
    const found = this.#byFingerprint
      .get(fingerprintOf(neutral))
      ?.findLast(
        (entry) =>
          involvesDoor(entry.call, call) &&
          sameJson(entry.neutral, neutral) &&
          losses(entry, call).length === 0,
      )
    return found && { recording: found.recording, as: found.call }
  }

  /** Recordings of other APIs that nearly answer, in no particular order. */
  nearest(call: Call): NearMiss[] {
    const neutral = neutralOf(call)
    if (neutral === undefined) return []
    return this.#entries
      .filter((entry) => involvesDoor(entry.call, call))
      .slice(-MAX_COMPARED)
      .map((entry) => {
        const { distance, reasons } = neutralDifferences(entry.neutral, neutral)
        const through = () =>
          lossInWords(entry.call.operation.name, call.operation.name, losses(entry, call))
        return {
          fixture: entry.recording.name,
          distance: distance + OTHER_API,
          reasons: () => [...reasons(), through()],
        }
      })
  }
}

/** Among equals, a recording of the same API is nearer. */
const OTHER_API = 0.1

/** Converse and InvokeModel are separate on purpose: code that records one tests that one. */
const involvesDoor = ({ operation: stored }: Call, { operation: actual }: Call): boolean =>
  stored.group !== actual.group && (stored.door ?? actual.door) !== undefined

function losses(entry: Entry, actual: Call): readonly string[] {
  const { operation } = actual
  const before = entry.losses.get(operation)
  if (before !== undefined) return before
  const { recording, call } = entry
  const lost = lossesOrAll(() => [
    ...new Set(recording.responses().flatMap((response) => lossesOf(response, call, actual))),
  ])
  entry.losses.set(operation, lost)
  return lost
}

/** A recorded request as a call, of the model that is asked now. */
function requestOf({ operation, body, path, headers, method }: Recording, like: Call): Call {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const model = like.model()
  return callOf({
    operation,
    session: new Session('recording'),
    region: like.region,
    http: { version: '1.1', method, url: path, headers },
    raw: Buffer.from(text),
    input: { modelId: model.sent },
    catalogue: { resolve: () => model },
  })
}
