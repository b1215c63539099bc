import type { Call } from '../../bedrock/types.ts'
import type { Upstream } from '../../resolve/upstream.ts'
import type { RecordedResponse } from '../../recordings/recorded-response.ts'
import type { Recorder } from '../../recordings/recorder.ts'
import type { Recording } from '../../recordings/recording.ts'
import { fromChunks } from '../../recordings/transcript.ts'
import { messageOf } from '../../text/error-message.ts'
import { showBar } from '../progress-bar.ts'

export interface RecordedCall {
  recording: Recording
  before: readonly RecordedResponse[]
  call(): Call
}

export interface Outcome {
  name: string
  before: readonly RecordedResponse[]
  after: RecordedResponse[]
  call: Call
  /** Why the call failed. */
  failed?: string
  /** Why the answer was not recorded. */
  lost?: string
}

const AT_ONCE = 4

/** Repeats all recorded calls, a few at a time. Each is sent once per recorded response. */
export async function sendAll(
  calls: readonly RecordedCall[],
  upstream: Upstream,
  recorder: Recorder,
  terminal: NodeJS.WriteStream,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = [...calls]
  const show = progress(calls.length, terminal)
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await sendOne(next, upstream, recorder)
      outcomes.push(outcome)
      show(outcomes.length, outcome.name)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, calls.length) }, work))
  if (terminal.isTTY) terminal.write('\n')
  return outcomes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function sendOne(
  { recording, before, call }: RecordedCall,
  upstream: Upstream,
  recorder: Recorder,
): Promise<Outcome> {
  const after: RecordedResponse[] = []
  const last = call()
  const outcome: Outcome = { name: recording.name, before, after, call: last }
  for (let nth = 0; nth < before.length; nth++) {
    const one = nth === 0 ? last : call()
    const startedAt = performance.now()
    const answer = recorder.keep(one, await upstream.ask(one))
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

/** A progress bar on a terminal, otherwise one line per call. */
function progress(
  total: number,
  terminal: NodeJS.WriteStream,
): (done: number, name: string) => void {
  return (done, name) => {
    if (terminal.isTTY) showBar(terminal, done, total, name)
    else terminal.write(`${done}/${total} ${name}\n`)
  }
}
