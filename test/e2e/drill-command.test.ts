import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test, vi } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { isAlive } from '../support/load-clients.ts'

const command = join(inject('commands'), 'bedrock-local.js')

/** It does not end by itself, nor do its child processes. */
const STUBBORN = `
import { spawn } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
writeFileSync(process.argv[2] + '.tmp', process.pid + ' ' + child.pid)
renameSync(process.argv[2] + '.tmp', process.argv[2])
setInterval(() => undefined, 1000)`

// Tests that run at the same time cannot use `expect.poll`.
const WAIT_MS = 30_000

// The drill waits for its command to end.
test.skipIf(process.platform === 'win32').concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'drill ends its command with all child processes on %s',
  async (signal) => {
    using folder = fixtureFolder({ 'stubborn.mjs': STUBBORN })
    const file = join(folder.path, 'pids')
    const stubborn = [process.execPath, join(folder.path, 'stubborn.mjs'), file]
    const drill = spawn(process.execPath, [command, 'drill', '--', ...stubborn], {
      stdio: 'ignore',
    })
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), WAIT_MS)
    const pids = readFileSync(file, 'utf8').split(' ').map(Number)
    expect(pids.filter(isAlive)).toEqual(pids)
    drill.kill(signal)
    expect(await once(drill, 'exit')).toEqual([128 + constants.signals[signal], null])
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), WAIT_MS)
  },
)
