import type { Answer, Recorded } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import type { RecordedResponse } from '../recordings/recorded-response.ts'
import { captured } from '../recordings/transcribe.ts'
import { judgeTranscript, responseOf } from '../recordings/transcript.ts'
import type { Transcript } from '../recordings/transcript.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { messageOf } from '../text/error-message.ts'

/** An answer that would be recorded, and its call. */
export interface Held {
  call: Call
  response: RecordedResponse
}

/** Keeps arriving answers in memory, redacted as in their file, until they are accepted or dropped. */
export class Holder {
  readonly #settings: () => FixtureSettings
  readonly #held = new Map<string, Held[]>()

  constructor(settings: () => FixtureSettings) {
    this.#settings = settings
  }

  /** Like a recorder. `recorded` says why an answer cannot be recorded. */
  keep(call: Call, answer: Answer): Answer {
    if (answer.kind !== 'arriving') return answer
    let { chunks } = answer
    const recorded = new Promise<Recorded>((tell) => {
      chunks = captured(call, answer, (transcript) => {
        try {
          tell(this.#take(call, transcript))
        } catch (thrown) {
          tell({ level: 'error', why: messageOf(thrown) })
        }
      })
    })
    return { ...answer, chunks, recorded }
  }

  #take(call: Call, transcript: Transcript): Recorded {
    const verdict = judgeTranscript(transcript, call, false)
    if (!verdict.save) return { level: verdict.level, why: verdict.why }
    const response = responseOf(transcript, verdict.frames, this.#settings())
    this.#held.set(call.id, [...this.of(call.id), { call, response }])
    return { file: '' }
  }

  /**
   * The answers that were kept under an id, in the order of the calls: the answers of a recording are renewed one after
   * another.
   */
  of(id: string): readonly Held[] {
    return this.#held.get(id) ?? []
  }

  drop(id: string): void {
    this.#held.delete(id)
  }
}
