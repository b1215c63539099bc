import type { Call } from '../bedrock/types.ts'
import { redactText } from '../redaction/redact.ts'
import type { Recorder } from '../recordings/recorder.ts'
import type { Upstream } from './upstream.ts'
import type { Answer } from '../bedrock/answer.ts'
import { displayPath } from '../fixtures/folder.ts'

/** The result of recording a call: its file, or why there is none. */
interface Taken {
  id: string
  /** When the call came, in milliseconds since 1970. */
  at: number
  operation: string
  model?: string
  file?: string
  why?: string
}

const MAX_TAKEN = 200

/** The connection to the real Bedrock, loaded on first use. */
export interface Remote {
  forward(call: Call): Promise<Answer>
  /** Forwards a call and records the answer. */
  record(call: Call): Promise<Answer>
  /** The latest calls that were to be recorded, oldest first. */
  readonly taken: readonly Taken[]
  close(): Promise<void>
}

export function createRemote(
  load: () => Promise<{ upstream: Upstream; recorder: Recorder }>,
): Remote {
  let loading: ReturnType<typeof load> | undefined
  let ready: Awaited<ReturnType<typeof load>> | undefined
  const loaded = () => (loading ??= load().then((both) => (ready = both)))
  const taken: Taken[] = []
  const note = (call: Call, became: Pick<Taken, 'file' | 'why'>) => {
    taken.push(takenFrom(call, became))
    if (taken.length > MAX_TAKEN) taken.shift()
  }
  return {
    taken,
    forward(call) {
      return ready?.upstream.ask(call) ?? loaded().then(({ upstream }) => upstream.ask(call))
    },
    async record(call) {
      const { upstream, recorder } = ready ?? (await loaded())
      const place = recorder.nextPlace()
      const answer = recorder.keep(call, await upstream.ask(call), place)
      if (answer.kind === 'error') note(call, { why: answer.error.message })
      else if (answer.kind === 'arriving')
        void answer.recorded?.then((became) =>
          note(call, 'file' in became ? { file: displayPath(became.file) } : { why: became.why }),
        )
      return answer
    },
    async close() {
      // A load error has already been returned to the call.
      const { upstream, recorder } = (await loading?.catch(() => undefined)) ?? {}
      await recorder?.close()
      await upstream?.close()
    },
  }
}

function takenFrom(call: Call, became: Pick<Taken, 'file' | 'why'>): Taken {
  const { id, receivedAt, operation, input } = call
  return {
    id,
    at: receivedAt,
    operation: operation.name,
    ...(input['modelId'] !== undefined && { model: redactText(call.model().sent) }),
    ...became,
  }
}
