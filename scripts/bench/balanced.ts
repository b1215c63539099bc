import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findHaproxy } from '../haproxy.ts'
import { cpuRows } from './cpu-rows.ts'
import { rules, scratch } from './folders.ts'
import { cpuMsOf, freePort, listens } from './processes.ts'
import type { Measured } from './processes.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { ours } from './throughput.ts'

const CONFIG = fileURLToPath(new URL('../deploy/haproxy.cfg', import.meta.url))

/** The CPU time per call of HAProxy: servers alone, and behind it. */
export async function balanced(effort: Effort): Promise<Row[]> {
  const program = findHaproxy()
  const alone = ours('one server', rules(1))
  const behind = { name: 'behind HAProxy', start: () => balancedBy(program ?? '', alone.start) }
  const contenders = program === undefined ? [alone] : [alone, behind]
  return cpuRows(contenders, converse(promptOf(200, 0)), effort)
}

/** Two servers behind the balancer of scripts/deploy, measured together. */
async function balancedBy(program: string, start: () => Promise<Measured>): Promise<Measured> {
  const servers = await Promise.all([start(), start()])
  const port = await freePort()
  const [a, b] = servers.map((one) => `127.0.0.1:${one.port}`)
  const balancer = spawn(program, ['-db', '-f', CONFIG], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      BALANCER_BIND: `127.0.0.1:${port}`,
      BALANCER_SOCKET: join(scratch(), 'balancer.sock'),
      SERVER_A: a,
      SERVER_B: b,
    },
  })
  await listens(port, balancer)
  const pid = balancer.pid ?? 0
  return {
    port,
    pid,
    startMs: Number.NaN,
    memory: () => servers.reduce((sum, one) => sum + one.memory(), 0),
    cpuMs: () => servers.reduce((sum, one) => sum + one.cpuMs(), cpuMsOf(pid)),
    async stop() {
      balancer.kill('SIGKILL')
      if (balancer.exitCode === null && balancer.signalCode === null) await once(balancer, 'exit')
      await Promise.all(servers.map((one) => one.stop()))
    },
  }
}
