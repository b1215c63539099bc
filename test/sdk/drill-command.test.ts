import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { DrillReport } from '../../server/index.ts'
import { runCommand } from '../support/command.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'

// Retries at once, forever.
const CLIENT = `
const url = process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME + '/model/amazon.nova-micro-v1:0/converse'
const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'Rivers?' }] }] })
let response
do response = await fetch(url, { method: 'POST', body })
while (response.status !== 200)
console.log((await response.json()).output.message.content[0].text, process.env.AWS_PROFILE ?? '')`

async function drill(...args: string[]): Promise<{ code: number; out: string }> {
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  try {
    return { code: await runCommand(['drill', ...args], { fixtures: [] }), out }
  } finally {
    vi.restoreAllMocks()
  }
}

test('runs a command per case, stops it if it does not end, and reports in three formats', async () => {
  using folder = fixtureFolder({ 'client.mjs': CLIENT })
  const file = join(folder.path, 'drill.xml')
  vi.stubEnv('AWS_PROFILE', 'production')
  const command = ['--', process.execPath, join(folder.path, 'client.mjs')]
  const options = ['--only', 'throttling,unavailable,broken-stream', '--timeout', '2']
  const { code, out } = await drill(...options, '--junit', file, '--json', ...command)
  vi.unstubAllEnvs()
  expect(code).toBe(1)
  const report = JSON.parse(out) as DrillReport
  expect(report).toMatchObject({
    target: command.slice(1).join(' '),
    ok: false,
    plain: { calls: 1 },
    cases: [
      { name: 'throttling', attempts: 3, exitCode: 0, timedOut: false },
      { name: 'unavailable', exitCode: null, timedOut: true },
      { name: 'broken-stream', skipped: 'the command does not stream' },
    ],
  })
  expect(report.cases[0]?.output).not.toContain('production')
  expect(report.cases[1]?.findings.map(({ kind }) => kind)).toContain('endless retry')
  expect(readFileSync(file, 'utf8')).toMatch(/<testsuite .* tests="3" failures="\d" skipped="1"/)
})

test('lists the cases', async () => {
  const { code, out } = await drill('--list')
  expect(code).toBe(0)
  expect(out).toMatch(/^throttling {7}throttled twice$/m)
})

describe('an error is one sentence, before anything runs', () => {
  test.each([
    [[], 'drill needs <command>; usage: bedrock-local drill [options] -- <command...>'],
    [['--only', 'trotling', '--', 'x'], 'there is no case trotling; did you mean throttling?'],
    [['--mode', 'record', '--', 'x'], 'drill needs --mode mock or replay, not record'],
    [['--junit', 'no/such/x.xml', '--', 'x'], '--junit: no/such/x.xml cannot be written: ENOENT'],
    [['--timeout', '0', '--', 'x'], '--timeout must be a whole number from 1 to 3600, not "0"'],
    [
      ['node', '--eval', 'x'],
      'unknown option --eval for drill; put -- before a command that has options',
    ],
  ])('%j', async (args, says) => {
    await expect(drill(...args)).rejects.toThrow(says)
    expect(existsSync('no/such')).toBe(false)
  })
})
