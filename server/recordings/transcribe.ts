import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import { tee } from '../framing/tee.ts'
import type { TeeListener } from '../framing/tee.ts'
import type { Transcript } from './transcript.ts'

/** Larger answers are passed on, but not held in memory to be saved. */
const MAX_BYTES = 64 * 1024 * 1024

/** The chunks of an arriving answer, captured while they pass. `finish` is called once, when they have ended. */
export function captured(
  call: Call,
  { status, headers, chunks, whole }: Extract<Answer, { kind: 'arriving' }>,
  finish: (transcript: Transcript) => void,
): AsyncIterable<Buffer> {
  const transcript: Transcript = {
    status,
    headers,
    startedAt: performance.now() - (Date.now() - call.receivedAt),
    chunks: [],
    atMs: [],
    bytes: 0,
    ended: 'left',
  }
  const listener = transcriber(transcript, () => {
    // A client that leaves aborts the upstream call, which then looks broken.
    if (transcript.ended === 'broke' && call.client?.isGone === true) transcript.ended = 'left'
    finish(transcript)
  })
  if (whole === undefined) return tee(chunks, listener)
  listener.chunk(whole)
  listener.end?.('complete')
  return chunks
}

/** Captures passing data and its timing. `finish` is called exactly once, for any ending. */
function transcriber(transcript: Transcript, finish: () => void): TeeListener {
  return {
    chunk(bytes) {
      transcript.bytes += bytes.length
      if (transcript.bytes > MAX_BYTES) transcript.chunks.length = 0
      else {
        transcript.chunks.push(bytes)
        transcript.atMs.push(performance.now() - transcript.startedAt)
      }
    },
    end(how) {
      const tooLarge = how === 'complete' && transcript.bytes > MAX_BYTES
      transcript.ended = tooLarge ? 'too large' : how
      finish()
    },
  }
}
