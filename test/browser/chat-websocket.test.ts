import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../support/server.ts'
import { inBrowser, openPage } from './page.ts'

inBrowser('the chat-websocket page', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer({ lambdas: 'bundled', mode: 'replay', fixtures: ['fixtures'] })
  })
  afterAll(() => server[Symbol.asyncDispose]())
  const own = () => ({ url: server.url.replace('127.0.0.1', 'chat.localhost') })

  test('shows the answer as it is written', async () => {
    await using page = await openPage(own(), '_lambda/chat-websocket/')
    await page
      .getByRole('status')
      .filter({ hasText: /^connected$/ })
      .waitFor()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Air scatters', { exact: false }).waitFor()
    await page.getByText('comes straight from the Sun.').waitFor()
    expect(await page.locator('.prompt').allTextContents()).toEqual(['Why is the sky blue?'])
  })

  test('shows errors', async () => {
    await using page = await openPage(own(), '_lambda/chat-websocket/')
    await page.getByRole('textbox', { name: 'Prompt' }).fill('fail with AccessDeniedException')
    await page
      .getByRole('status')
      .filter({ hasText: /^connected$/ })
      .waitFor()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.error').filter({ hasText: 'AccessDeniedException: ' }).waitFor()
  })

  test('says where to open it when the console sandboxes it', async () => {
    await using page = await openPage(server, '_lambda/chat-websocket/', { expects: /403/ })
    const text = `Open ${own().url}/_lambda/chat-websocket/`
    await page.getByRole('status').filter({ hasText: text }).waitFor()
  })
})
