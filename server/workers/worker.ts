import { Socket } from 'node:net'
import { createForward } from '../http/forward.ts'
import { make } from './make.ts'
import { start } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { withSteadyHeap } from '../start/steady-heap.ts'
import { Channel } from './channel.ts'
import type { Line, ChannelMessage } from './channel.ts'
import { HandOver } from './hand-over.ts'
import { countsOf } from './owner-counts.ts'
import { RemoteState } from '../state/remote.ts'
import { UseCounts } from './use-counts.ts'
import type { OwnerFunctions, WorkerFunctions } from './messages.ts'

/** The descriptor of the pipe to the owner, after the standard three and the channel. */
export const PIPE = 4

/** Answers calls until the owner ends or stops it. */
export function runWorker(): void {
  // A terminal and some service managers signal every process; the owner controls its workers.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  const forward = createForward(new Socket({ fd: PIPE, readable: true, writable: true }))
  const counted = new UseCounts()
  let begin: ((running: Promise<Running>) => void) | undefined
  let prepare: ((handOver: HandOver) => void) | undefined
  // Messages of the owner wait until this process is ready.
  const running = new Promise<Running>((resolve) => (begin = resolve))
  const handOver = new Promise<HandOver>((resolve) => (prepare = resolve))

  const channel = new Channel<OwnerFunctions, WorkerFunctions>(lineOf(process), {
    async start({ config, changes }) {
      const started = withSteadyHeap(() =>
        start(config, process.env, {
          is: 'worker',
          forward,
          counted,
          state: () => new RemoteState(countsOf(channel)),
          forgotten: (session) => channel.tell('forgotten', session),
          prepare(own) {
            for (const change of changes) make(change, own)
            prepare?.(new HandOver(own, counted, channel))
          },
        }),
      )
      begin?.(started)
      const { log } = await started
      process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'unexpected error'))
    },
    change: async (change) => make(change, await running),
    handOver: async () => (await handOver).all(),
    sessions: async () => (await handOver).sessions(),
    followed: async (now) => (await handOver).follow(now),
    async stop() {
      const { close, log } = await running
      await close()
      forward.close()
      log.flush(() => process.exit())
    },
  })
}

function lineOf(process: NodeJS.Process): Line {
  // The owner may have ended.
  const send = (messages: readonly ChannelMessage[]): void =>
    void process.send?.(messages, undefined, undefined, () => undefined)
  return {
    send,
    on(arrived, closed) {
      process
        .on('message', (messages: ChannelMessage[]) => arrived(messages))
        .once('disconnect', closed)
      // Earlier messages would have been lost.
      send([])
    },
  }
}
