import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Forecast } from '../../server/forecast/forecast.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { runCommand } from '../support/command.ts'
import { micro, userSays } from '../support/questions.ts'
import { printed } from '../support/printed.ts'
import { startServer } from '../support/server.ts'

const FIXTURE = 'answer: { text: Paris, usage: { inputTokens: 100, outputTokens: 20 } }\n'

test('forecast reads a running server and its files', async () => {
  using folder = fixtureFolder({ 'a.yaml': FIXTURE })
  await using server = await startServer({ fixtures: [folder.path], journalSize: 3 })
  const { port } = server
  const run = (args: readonly string[], more: object = {}) =>
    printed(() => runCommand(['forecast', ...args], { port, ...more }))
  const ask = (session: string) =>
    fetch(`${server.url}/model/${micro}/converse`, {
      method: 'POST',
      headers: { 'x-bedrock-local-session': session },
      body: JSON.stringify({ messages: userSays('The capital of France?') }),
    })
  expect((await run([])).text).toMatch(/^No calls of models\.\n[^]*none are configured/)

  for (const session of ['a', 'a', 'a', 'a', 'b']) await ask(session)
  const quotas = { '*': { requestsPerMinute: 1_000_000 } }
  const { text, code } = await run(['--json'], { quotas })
  expect(code).toBe(0)
  const forecast = JSON.parse(text) as Forecast & { notes: string[]; quotas: string }
  expect(forecast).toMatchObject({
    models: [{ model: micro, calls: 4, inputTokens: 400, outputTokens: 80, throttled: 0 }],
    quotas: 'config',
  })
  expect(forecast.minutes?.reduce((sum, { calls }) => sum + calls, 0)).toBe(4)
  expect(forecast.cost).toBeGreaterThan(0)
  expect(forecast.notes).toEqual([
    expect.stringContaining('The journal has dropped its oldest calls (1)'),
    'Quotas: from the config.',
  ])
  expect(JSON.parse((await run(['--json', '--session', 'b'])).text)).toMatchObject({
    models: [{ calls: 1 }],
  })

  const file = join(folder.path, 'metrics.txt')
  const metrics = await fetch(`${server.url}/_admin/metrics`)
  writeFileSync(file, await metrics.text())
  const totals = await run([file])
  // Metrics count from the start, including what the journal has dropped.
  expect(totals.text).toMatch(/^amazon\.nova-micro-v1:0 +5 +0 +500 +100 +0 +\$0\.\d+ +- +- +-$/m)
  expect(totals.text).toContain('Metrics have no call times')
  writeFileSync(file, 'hello')
  await expect(run([file])).rejects.toThrow(/is not a journal .*, a JSON log or metrics/)
  await expect(run(['nowhere.log'])).rejects.toThrow(
    'nowhere.log cannot be read: no such file or folder',
  )
  await expect(run([file, '--session', 'a'])).rejects.toThrow('--session is for the running')
})

test('the quotas of the server apply where the config has none', async () => {
  await using server = await startServer({ quotas: { [micro]: { requestsPerMinute: 1 } } })
  const { text } = await printed(() => runCommand(['forecast', '--json'], { port: server.port }))
  expect(JSON.parse(text)).toMatchObject({ models: [], quotas: 'server' })
})
