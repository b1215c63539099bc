import type { Call } from '../bedrock/types.ts'
import type { Recorder } from '../recordings/recorder.ts'
import type { Upstream } from './upstream.ts'
import type { Answer } from '../bedrock/answer.ts'

/** The connection to the real Bedrock, loaded on first use. */
export interface Remote {
  forward(call: Call): Promise<Answer>
  /** Forwards a call and records the answer. */
  record(call: Call): Promise<Answer>
  close(): Promise<void>
}

export function createRemote(
  load: () => Promise<{ upstream: Upstream; recorder: Recorder }>,
): Remote {
  let loading: ReturnType<typeof load> | undefined
  const loaded = () => (loading ??= load())
  return {
    async forward(call) {
      const { upstream } = await loaded()
      return upstream.ask(call)
    },
    async record(call) {
      const { upstream, recorder } = await loaded()
      return recorder.keep(call, await upstream.ask(call))
    },
    async close() {
      // A load error has already been returned to the call.
      const { upstream, recorder } = (await loading?.catch(() => undefined)) ?? {}
      await recorder?.close()
      await upstream?.close()
    },
  }
}
