import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hints } from '../../server/console/practise/hints.ts'
import { checkLooks, inBrowser, openPage, startConsole } from './page.ts'

test('every hint of the faults README has a row, and no other', () => {
  const text = readFileSync(new URL('../../server/faults/README.md', import.meta.url), 'utf8')
  const asked = [...text.matchAll(/^\| `(practise [^`]+)` \|/gm)].map(([, ask]) => ask)
  expect(hints.map(({ ask }) => ask)).toEqual(asked)
})

inBrowser('Practise', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({
      mode: 'mock',
      quotas: { 'amazon.nova-lite*': { requestsPerMinute: 10 } },
    })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const converse = (model = 'amazon.nova-micro-v1:0') =>
    fetch(`${server.url}/model/${model}/converse`, {
      method: 'POST',
      body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
    })

  test('every switch makes a fault that the server takes', async () => {
    await using page = await openPage(server, '#/practise')
    await page.getByRole('switch').first().waitFor()
    await checkLooks(page, 'practise')
    for (const { title, fault } of hints) {
      if (fault === undefined) continue
      const toggle = page.getByRole('switch', { name: title, exact: true })
      await toggle.check()
      await page.getByText('1 fault is on').waitFor()
      await toggle.uncheck()
      await page.getByText('1 fault is on').waitFor({ state: 'detached' })
    }
  })

  test('a fault is told on every screen, strikes twice, and is over', async () => {
    await using page = await openPage(server, '#/practise')
    await page.getByRole('switch', { name: 'Throttling' }).check()
    await page.getByText('1 fault is on: practise throttling').waitFor()
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await page.getByText('1 fault is on').waitFor()
    await page.reload()
    await page.getByText('1 fault is on').waitFor()
    expect([(await converse()).status, (await converse()).status]).toEqual([429, 429])
    await page.getByText('1 fault is on').waitFor({ state: 'detached' })
    expect((await converse()).status).toBe(200)
    await page.goto(`${server.url}/#/practise`)
    await page.getByText('struck 2').waitFor()
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByRole('button', { name: 'All off' }).click()
    await page.getByText('Nothing goes wrong on purpose.').waitFor()
  })

  test('a rule that contradicts itself is refused in the server’s sentence', async () => {
    await using page = await openPage(server, '#/practise/faults', { expects: /400/ })
    await page.getByLabel('A rule, as JSON').fill('{"times":-1,"error":"ThrottlingException"}')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText(/times/).last().waitFor()
    await page
      .getByLabel('A rule, as JSON')
      .fill('{"error":"ThrottlingException","times":3,"match":{"model":"none"}}')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('button', { name: 'Remove ThrottlingException' }).waitFor()
    await checkLooks(page, 'practise-faults')
    await page.getByRole('button', { name: 'All off' }).last().click()
  })

  test('each hint is shown as code, and tried in the playground', async () => {
    await using page = await openPage(server, '#/practise')
    await page.getByRole('button', { name: 'As code for Cut stream' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cut stream as code' })
    await dialog.getByText('bedrock.faults.add(').waitFor()
    await dialog.getByRole('button', { name: 'Try in the playground' }).click()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue())
      .toBe('practise a broken stream')
  })

  test('quotas are bars, and a minute can pass', async () => {
    await converse('amazon.nova-lite-v1:0')
    await using page = await openPage(server, '#/practise/quotas')
    await page.getByText('9 of 10 requests a minute').waitFor()
    await checkLooks(page, 'practise-quotas')
    await page.getByRole('button', { name: 'Let a minute pass' }).click()
    await page.getByText('10 of 10 requests a minute').waitFor()
  })
})
