import { execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { end, startBalancer, startRedis, startServer } from './processes.ts'
import type { Paths } from './processes.ts'

/** Several processes or servers that act as one. */
export interface Way {
  about: string
  trouble: string
  /** The addresses that clients may call. */
  urls: readonly string[]
  /** Whether each sequence has its own session. */
  bySession: boolean
  /** The failures in the middle, in order. */
  troubles: readonly (() => Promise<void>)[]
  stop(): Promise<void>
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`

async function workers(paths: Paths): Promise<Way> {
  const port = 4_581
  const server = await startServer(paths, port, ['--workers', '4'])
  return {
    about: '4 workers',
    trouble: 'two of them killed, one after the other',
    urls: [urlOf(port)],
    bySession: false,
    troubles: [killWorker, killWorker].map((kill) => () => kill(server)),
    stop: () => end(server),
  }
}

async function killWorker({ pid = 0 }: ChildProcess): Promise<void> {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = all.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const [worker = 0] = rows.find(([, parent]) => parent === pid) ?? []
  process.kill(worker, 'SIGKILL')
}

async function redis(paths: Paths): Promise<Way> {
  const ports = [4_591, 4_592, 4_593]
  const storePort = 6_391
  let store = await startRedis(paths, storePort)
  const state = ['--state', `redis://127.0.0.1:${storePort}`]
  const servers = await Promise.all(ports.map((port) => startServer(paths, port, state)))
  return {
    about: '3 servers that share Redis',
    trouble: 'one killed, then Redis restarted',
    urls: ports.map(urlOf),
    bySession: false,
    troubles: [
      async () => servers[2] && end(servers[2], 'SIGKILL'),
      async () => {
        await end(store, 'SIGKILL')
        store = await startRedis(paths, storePort)
      },
    ],
    async stop() {
      await Promise.all(servers.map((server) => end(server)))
      await end(store)
    },
  }
}

async function haproxy(paths: Paths): Promise<Way> {
  const [port, ...ports] = [4_601, 4_602, 4_603] as const
  const servers = await Promise.all(ports.map((one) => startServer(paths, one)))
  const balancer = await startBalancer(paths, port, ports)
  return {
    about: '2 servers behind HAProxy, which keeps each session on one',
    trouble: 'one of them killed',
    urls: [urlOf(port)],
    bySession: true,
    troubles: [async () => servers[1] && end(servers[1], 'SIGKILL')],
    async stop() {
      await end(balancer)
      await Promise.all(servers.map((server) => end(server)))
    },
  }
}

export const ways: Readonly<Record<string, (paths: Paths) => Promise<Way>>> = {
  workers,
  redis,
  haproxy,
}
