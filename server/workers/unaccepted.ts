import type { Worker } from 'node:cluster'
import type { ChildProcess, Serializable } from 'node:child_process'

/** How the cluster of Node hands a connection to a worker. */
interface HandOff {
  act: 'newconn'
  seq: number
}

interface Accepted {
  ack?: number
}

/**
 * Closes the connections that a worker was given and had not accepted when it ended. Node's cluster forgets them but
 * keeps them open, so their clients would wait forever.
 */
export function closeUnaccepted(worker: Pick<Worker, 'process' | 'once'>): void {
  const given = new Map<number, { close(): void }>()
  const { process } = worker
  const send = process.send.bind(process) as (...all: unknown[]) => boolean
  process.send = ((message: Serializable, handle?: { close(): void }, ...rest: unknown[]) => {
    if (handle !== undefined && isHandOff(message)) given.set(message.seq, handle)
    return send(message, handle, ...rest)
  }) as ChildProcess['send']
  process.on('internalMessage', ({ ack }: Accepted) => {
    if (ack !== undefined) given.delete(ack)
  })
  worker.once('exit', () => {
    for (const handle of given.values()) handle.close()
    given.clear()
  })
}

const isHandOff = (message: unknown): message is HandOff =>
  typeof message === 'object' && message !== null && 'act' in message && message.act === 'newconn'
