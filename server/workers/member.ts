import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import type { Duplex } from 'node:stream'
import { useColours } from '../text/colours.ts'
import { Channel } from './channel.ts'
import type { Handlers, Line, ChannelMessage } from './channel.ts'
import type { OwnerFunctions, WorkerFunctions } from './messages.ts'
import { closeUnaccepted } from './unaccepted.ts'
import { wholeLines } from './whole-lines.ts'

/** The argument that makes the program a worker; no user gives it. */
const WORKER_ARGUMENT = '--worker'

/** A worker, as the owner sees it. */
export interface WorkerMember {
  id: number
  pid: number
  channel: Channel<WorkerFunctions, OwnerFunctions>
  /** The pipe for requests that the worker passes on. */
  pipe: Duplex
  /** How it ended. */
  ended: Promise<string>
  kill(): void
}

export function startMember(handlers: Handlers<OwnerFunctions>): WorkerMember {
  cluster.setupPrimary({
    args: [WORKER_ARGUMENT],
    // Its log goes through this process. The last one carries requests; Windows can read and write it only as `overlapped`.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc', 'overlapped'],
    windowsHide: true,
  })
  // The output of a worker is always a pipe.
  const colours = useColours(process.env, process.stdout.isTTY)
  const worker = cluster.fork({ FORCE_COLOR: colours ? '1' : '0' })
  closeUnaccepted(worker)
  const { pid = 0, stdout, stdio } = worker.process
  stdout?.pipe(wholeLines()).pipe(process.stdout, { end: false })
  const pipe = stdio.at(-1) as Duplex
  // It breaks when the worker ends.
  pipe.on('error', () => undefined)
  worker.on('error', () => undefined)
  return {
    id: worker.id,
    pid,
    channel: new Channel(lineOf(worker), handlers),
    pipe,
    ended: new Promise((resolve) => {
      worker.once('exit', (code: number | null, signal: string | null) =>
        resolve(signal ?? `code ${code}`),
      )
    }),
    kill: () => void worker.process.kill('SIGKILL'),
  }
}

function lineOf(worker: Worker): Line {
  // Messages that arrive before the worker is ready, which it announces with its first message, would be lost.
  let held: ChannelMessage[] | undefined = []
  // It may have ended.
  const send = (messages: readonly ChannelMessage[]): void =>
    void worker.send(messages, () => undefined)
  return {
    send(messages) {
      if (held === undefined) send(messages)
      else held.push(...messages)
    },
    on(arrived, closed) {
      worker.once('message', () => {
        send(held ?? [])
        held = undefined
      })
      worker.on('message', (messages: ChannelMessage[]) => arrived(messages))
      worker.once('disconnect', closed).once('exit', closed)
    },
  }
}
