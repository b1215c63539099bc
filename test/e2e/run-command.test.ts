import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { isAlive } from '../support/load-clients.ts'

const HANDLER = `export const handler = async () => {
  console.log('pid ' + process.pid)
  await new Promise((end) => setTimeout(end, 20_000))
}`

// Tests that run at the same time cannot use `expect.poll`.
const WAIT_MS = 30_000

test.skipIf(process.platform === 'win32').concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'run ends the process of the function on %s',
  async (signal) => {
    using folder = fixtureFolder({ 'handler.mjs': HANDLER })
    const program = join(inject('commands'), 'bedrock-local.js')
    const args = [program, 'run', join(folder.path, 'handler.mjs'), '--port', '0']
    const command = spawn(process.execPath, args, { cwd: folder.path })
    let output = ''
    command.stdout.resume()
    command.stderr.on('data', (data: Buffer) => (output += data.toString()))
    const pid = () => Number(/pid (\d+)/.exec(output)?.[1])
    await vi.waitFor(() => expect(pid()).toBeGreaterThan(0), WAIT_MS)
    command.kill(signal)
    expect(await once(command, 'exit')).toEqual([128 + constants.signals[signal], null])
    await vi.waitFor(() => expect(isAlive(pid())).toBe(false), WAIT_MS)
  },
)
