import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { isStale } from '../server/lambda/bundle.ts'

const root = resolve(import.meta.dirname, '..')

/** Starts a server in mock mode on a free port, as a separate process that ends with this one. */
export async function startMockServer(
  args: readonly string[] = [],
): Promise<{ url: string; stop(): void }> {
  const port = await freePort()
  const built = join(root, 'dist', 'server', 'cli.js')
  const program =
    existsSync(built) && !isStale(built, [join(root, 'server')])
      ? [built]
      : ['--import', 'tsx', join(root, 'server', 'cli.ts')]
  const child = spawn(
    process.execPath,
    [...program, '--mode', 'mock', '--port', String(port), ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-8_192)))
  }
  const stop = () => void child.kill('SIGTERM')
  process.once('exit', stop)
  // A signal ends a process without that event.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(143))

  for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 50) {
    if (await answers(port)) return { url: `http://127.0.0.1:${port}`, stop }
    await new Promise((done) => setTimeout(done, 50))
  }
  stop()
  throw new Error(`The server did not start:\n${output}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}
