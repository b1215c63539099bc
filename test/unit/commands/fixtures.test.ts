import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { run } from '../../../server/commands/fixtures.ts'
import { configOf } from '../../../server/settings/config.ts'
import type { Given } from '../../../server/settings/config.ts'
import { fixtureFolder } from '../../support/fixture-store.ts'

/** What a command prints, and its exit code. */
async function command(
  args: string[],
  given: Given = {},
): Promise<{ code: number; lines: string[] }> {
  let printed = ''
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  try {
    const code = await run(args, configOf(given))
    return { code, lines: printed.trimEnd().split('\n') }
  } finally {
    spy.mockRestore()
  }
}

const FRANCE =
  'name: France\nmatch: { model: amazon.*, prompt: capital of France }\nanswer: { text: Paris }\n'

describe('check', () => {
  test('ends with 0 when all is well', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    expect(await command(['check'], { fixtures: [folder.path] })).toEqual({
      code: 0,
      lines: ['1 fixture, 0 recordings, 0 errors, 0 warnings'],
    })
  })

  test('prints each mistake and ends with 1', async () => {
    using folder = fixtureFolder({
      'a.yaml': FRANCE,
      'b.yaml': 'anser: 1',
      'c.yaml': `${FRANCE}priority: high`,
    })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(1)
    expect(lines).toEqual([
      `${folder.path}/b.yaml:1:1: anser is unknown; did you mean "answer"?`,
      `${folder.path}/c.yaml:4:11: priority is the string "high"; a number was expected`,
      '1 fixture, 0 recordings, 2 errors, 0 warnings',
    ])
  })

  test('reads the answers of recordings, too', async () => {
    const head = 'request: { operation: Converse, model: amazon.nova-micro-v1:0, body: {} }\n---\n'
    using folder = fixtureFolder({
      'fine.yaml': `${head}responses:\n  - { status: 200, body: {} }\n`,
      'media.yaml': `${head}responses:\n  - { status: 200, body: 'media:8:sha256:${'0'.repeat(64)}:gone.png' }\n`,
      'merged.yaml': `${head}responses:\n  await expect(command(['list', '--jason'])).rejects.toThrow(/--jason/)
  await expect(command(['check', '/nowhere'])).rejects.toThrow('There is no folder /nowhere')
})
