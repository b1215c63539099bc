import type { Call } from '../bedrock/types.ts'
import type { Upstream } from '../resolve/upstream.ts'
import type { RecordedResponse } from '../recordings/recorded-response.ts'
import type { Recorder } from '../recordings/recorder.ts'
import type { Recording } from '../recordings/recording.ts'
import { fromChunks } from '../recordings/transcript.ts'
import { messageOf } from '../text/error-message.ts'

export interface RecordedCall {
  recording: Recording
  before: readonly RecordedResponse[]
  call(): Call
}

export interface RenewalOutcome {
  name: string
  before: readonly RecordedResponse[]
  after: RecordedResponse[]
  call: Call
  /** Why the call failed. */
  failed?: string
  /** Why the answer was not recorded. */
  lost?: string
}

interface Options {
  /** Called after each recording, with how many are done. */
  done(outcome: RenewalOutcome, count: number): void
  /** Stops before the next recording; calls in progress run to their end. */
  signal?: AbortSignal
}

/** How calls are sent and how their answers are kept. */
export interface RenewalWay {
  ask: Upstream['ask']
  keep: Recorder['keep']
}

const AT_ONCE = 4

/** Repeats all recorded calls, a few at a time. Each is sent once per recorded response. */
export async function askAgain(
  calls: readonly RecordedCall[],
  way: RenewalWay,
  { done, signal }: Options,
): Promise<RenewalOutcome[]> {
  const outcomes: RenewalOutcome[] = []
  const waiting = [...calls]
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (signal?.aborted === true) return
      const outcome = await askOne(next, way)
      outcomes.push(outcome)
      done(outcome, outcomes.length)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, calls.length) }, work))
  return outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function askOne(
  { recording, before, call }: RecordedCall,
  way: RenewalWay,
): Promise<RenewalOutcome> {
  const after: RecordedResponse[] = []
  const last = call()
  const outcome: RenewalOutcome = { name: recording.name, before, after, call: last }
  for (let nth = 0; nth < before.length; nth++) {
    const one = nth === 0 ? last : call()
    const startedAt = performance.now()
    const answer = way.keep(one, await way.ask(one))
    if (answer.kind !== 'arriving') {
      return {
        ...outcome,
        failed: answer.kind === 'error' ? answer.error.message : 'no answer',
      }
    }
    const chunks: Buffer[] = []
    let response: RecordedResponse
    try {
      for await (const chunk of answer.chunks) chunks.push(chunk)
      response = fromChunks(answer, chunks, Math.round(performance.now() - startedAt))
    } catch (thrown) {
      const why = messageOf(thrown)
      return { ...outcome, failed: `the answer broke off: ${why}` }
    }
    if (response.status >= 300 && (before[nth]?.status ?? 0) < 300) {
      return {
        ...outcome,
        failed: `${response.status} ${Buffer.concat(chunks).toString().slice(0, 200)}`,
      }
    }
    after.push(response)
    const became = await answer.recorded
    if (became !== undefined && 'why' in became) outcome.lost = became.why
  }
  return outcome
}
