import { callOf } from '../bedrock/call.ts'
import type { Call } from '../bedrock/types.ts'
import type { Json } from '../json.ts'
import { Session } from '../sessions.ts'
import { fingerprintOf, sameJson } from './key.ts'
import type { Recording } from './recording.ts'
import { translate } from './sibling.ts'

// One API's recordings as answers of another: Converse's for Messages, Responses' for Chat Completions. What a request
// says in the neutral form has to be equal, and all of it counts.

/** What a request says, whichever API it came through; undefined if it is no conversation, or not understood. */
function saidIn(call: Call): Json | undefined {
  const { read, write, group } = call.operation
  if (read === undefined || write === undefined || group === 'rerank') return undefined
  try {
    const prompt = call.prompt()
    if (prompt.kind !== 'chat') return undefined
    const { native: _own, ...said } = prompt
    // Members are absent or undefined, depending on the API.
    return JSON.parse(JSON.stringify(said)) as Json
  } catch {
    return undefined
  }
}

interface Entry {
  recording: Recording
  call: Call
  said: Json
}

/** The conversations among recordings, by what they say. Built when a call first finds no answer within its own API. */
export class AcrossIndex {
  readonly #byFingerprint = new Map<number, Entry[]>()

  constructor(recordings: Iterable<Recording>, like: Call) {
    for (const recording of recordings) {
      const call = requestOf(recording, like)
      const said = saidIn(call)
      if (said === undefined) continue
      const fingerprint = fingerprintOf(said)
      const list = this.#byFingerprint.get(fingerprint)
      if (list === undefined) this.#byFingerprint.set(fingerprint, [{ recording, call, said }])
      else list.push({ recording, call, said })
    }
  }

  /** A recording of another API that can answer, and its own call. Later ones win. */
  find(call: Call): { recording: Recording; as: Call } | undefined {
    const said = saidIn(call)
    if (said === undefined) return undefined
    const found = this.#byFingerprint
      .get(fingerprintOf(said))
      ?.findLast(
        (entry) =>
          involvesDoor(entry.call, call) &&
          sameJson(entry.said, said) &&
          isMessage(entry.recording, entry.call),
      )
    return found && { recording: found.recording, as: found.call }
  }
}

/** Converse and InvokeModel are told apart on purpose: who records the one tests the one. */
const involvesDoor = ({ operation: stored }: Call, { operation: asked }: Call): boolean =>
  stored.group !== asked.group && (stored.door ?? asked.door) !== undefined

/** Whether all of its answers are messages and nothing else: traces and the like have no place in other APIs. */
function isMessage(recording: Recording, call: Call): boolean {
  try {
    return recording.responses().every((response) => {
      if (response.status >= 300) return false
      const form = translate(response, call)
      return (
        form.kind === 'reply' && form.reply.kind === 'message' && form.reply.extra === undefined
      )
    })
  } catch {
    return false
  }
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
