import type { Listener } from '../framing/tee.ts'
import type { Transcript } from './transcript.ts'

/** Larger answers are passed on, but not held in memory to be saved. */
const MAX_BYTES = 64 * 1024 * 1024

/** Captures passing data and its timing. `finish` is called exactly once, however it ends. */
export function transcriber(transcript: Transcript, finish: () => void): Listener {
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
