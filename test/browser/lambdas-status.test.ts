import { afterAll, beforeAll, expect, test } from 'vitest'
import { functionFolder } from '../support/functions.ts'
import { checkLooks, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Lambdas', () => {
  const folder = functionFolder({
    greets:
      'export const handler = async (event) => { console.log("asked", event.prompt); return { statusCode: 200, body: "hello" } }',
    fails: 'export const handler = async () => { throw new TypeError("no such thing <b>") }',
    waits: 'export const handler = () => new Promise(() => setInterval(() => {}, 1000))',
  })
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ lambdas: folder.dir })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('a function is invoked, with its result and its log', async () => {
    await using page = await openPage(server, '#/lambdas')
    await page.getByRole('link', { name: /greets/ }).click()
    await page.getByRole('textbox', { name: 'Event' }).fill('{"prompt":"who?"}')
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    const result = page.getByRole('status', { name: 'Result' })
    await result.getByText('result 200').waitFor()
    await result.getByText('"hello"').waitFor()
    await result.getByText('asked who?').waitFor()
    await checkLooks(page, 'lambdas')
  })

  test('a failure is told as Lambda tells it, and one that never ends is left', async () => {
    await using page = await openPage(server, '#/lambdas/fails')
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByText('the function failed: Unhandled').waitFor()
    await page.getByText('no such thing <b>').first().waitFor()
    await page.goto(`${server.url}/#/lambdas/waits`)
    await page.getByRole('button', { name: 'Invoke', exact: true }).click()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('Stopped: the page waits no longer.').waitFor()
  })

  test('without functions it says how to have some', async () => {
    await using none = await startConsole({ lambdas: 'none' })
    await using page = await openPage(none, '#/lambdas')
    await page.getByText('This server runs no functions.').waitFor()
  })
})

inBrowser('Status', () => {
  test('shows what the metrics say, settings without secrets, and sessions', async () => {
    await using server = await startConsole({
      mode: 'mock',
      keys: { bearerKeys: { 'ABSK-hidden': {} } },
    })
    for (let n = 0; n < 3; n++)
      await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
        method: 'POST',
        headers: { 'x-bedrock-local-session': 'mine' },
        body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
      })
    await using page = await openPage(server, '#/status')
    const sums = page.getByRole('table', { name: 'Calls by source' })
    await sums.getByRole('row', { name: 'invented 3' }).waitFor()
    await page
      .getByRole('table', { name: 'Calls by model' })
      .getByText('amazon.nova-micro-v1:0')
      .waitFor()
    await page.getByText('As a table').first().click()
    await page.getByRole('columnheader', { name: 'calls', exact: true }).waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('ABSK-hidden')
    await checkLooks(page, 'status')
    await page.getByRole('button', { name: 'Forget mine' }).click()
    await page.getByRole('button', { name: 'Forget mine' }).waitFor({ state: 'detached' })
  })
})
