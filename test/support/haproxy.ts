import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findHaproxy } from '../../scripts/haproxy.ts'

const CONFIG = resolve(import.meta.dirname, '../../scripts/deploy/haproxy.cfg')

/** Why there is no HAProxy; undefined if there is one. */
export const noHaproxy =
  findHaproxy() === undefined ? 'HAProxy is not installed (npx tsx scripts/haproxy.ts)' : undefined
if (noHaproxy !== undefined) process.stderr.write(`Not everything is checked: ${noHaproxy}.\n`)

/** The load balancer of scripts/deploy for these servers, until the end of the test's scope. */
export async function balanced(
  folder: string,
  ports: readonly [a: number, b: number],
  env: Record<string, string> = {},
) {
  const port = await freePort()
  const [a, b] = ports.map((each) => `127.0.0.1:${each}`)
  const child = spawn(findHaproxy() ?? '', ['-db', '-f', CONFIG], {
    env: {
      BALANCER_BIND: `127.0.0.1:${port}`,
      BALANCER_SOCKET: join(folder, `balancer-${port}.sock`),
      BALANCER_CHECK: '200ms',
      SERVER_A: a,
      SERVER_B: b,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (piece: Buffer) => (output += piece.toString()))
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`HAProxy did not start: ${output}`)
    await sleep(20)
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/_admin/health`).then(
    ({ ok }) => ok,
    () => false,
  )

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}
