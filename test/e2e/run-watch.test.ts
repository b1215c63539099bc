import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

const handler = (word: string) =>
  `export const handler = async () => { console.log('${word}'); return 1 }\n`

test('run --watch runs a handler again when its code changes, but not for other files', async () => {
  await using server = await startServer()
  using folder = fixtureFolder({ 'handler.mjs': handler('one') })
  const program = join(inject('commands'), 'bedrock-local.js')
  const args = [program, 'run', 'handler.mjs', '--watch', '--port', String(server.port)]
  const child = spawn(process.execPath, args, { cwd: folder.path })
  let output = ''
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  const waits = () => output.split('Waiting for changes').length - 1
  try {
    await expect.poll(waits, { timeout: 20_000 }).toBe(1)
    expect(output).toContain('one')
    writeFileSync(join(folder.path, 'out.log'), 'written by the handler')
    writeFileSync(join(folder.path, 'handler.mjs'), handler('two'))
    await expect.poll(waits, { timeout: 20_000 }).toBeGreaterThan(1)
    expect(output).toContain('two')
    const calls = waits()
    writeFileSync(join(folder.path, 'out.log'), 'written again')
    // There is no event to wait for: nothing must happen.
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(waits()).toBe(calls)
  } finally {
    child.kill()
  }
})
