import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { NOVA, say } from '../support/answers.ts'
import { editorOf } from './editor.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

type Server = Awaited<ReturnType<typeof startConsole>>

const ask = ({ runtime }: Server, text: string) =>
  runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
const rowOf = (page: Page, text: string) =>
  page.getByRole('grid', { name: 'Calls' }).getByRole('row').filter({ hasText: text })
const state = (page: Page, hasText: string | RegExp) =>
  page.getByRole('status').filter({ hasText }).waitFor()

/** Changes the server's answers. */
const changing =
  (change: (body: Record<string, unknown>) => object) =>
  async (route: Route): Promise<void> => {
    const response = await route.fetch()
    await route.fulfill({ response, json: change((await response.json()) as object as never) })
  }

inBrowser('a server that goes down', () => {
  test('is reported plainly, nothing is lost, and the page continues when another server is there', async () => {
    const first = await startConsole({ mode: 'mock' })
    await ask(first, 'Hello there')
    await using page = await openPage(first, '', { expects: /ERR_|Failed to fetch|network|404/i })
    await rowOf(page, 'Hello there').waitFor()
    await page.goto(`${first.url}/#/playground`)
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await prompt.waitFor()
    const { port } = first
    await first[Symbol.asyncDispose]()
    await state(page, 'Offline since')
    await prompt.fill('Is anybody there?')
    await page.getByRole('button', { name: 'Run' }).click()
    // An alert may report the same for the page's own requests.
    await page
      .getByRole('region', { name: 'Conversation' })
      .getByText('The server does not answer. Is bedrock-local still running?')
      .waitFor()
    await page.goto(`${first.url}/#/live`)
    await rowOf(page, 'Hello there').waitFor()

    // The next server has another version, and its notice stays on screen.
    await page.route(
      '**/_admin/health',
      changing((health) => ({ ...health, version: '99.0.0' })),
    )
    await using second = await startConsole({ mode: 'mock', port })
    await state(page, /^Online$/)
    await page.getByText('The server now runs bedrock-local 99.0.0').waitFor()
    await ask(second, 'Hello again')
    await rowOf(page, 'Hello again').waitFor()
    // It does not know the earlier calls.
    await rowOf(page, 'Hello there').click()
    await page.getByRole('alert').getByText('no exchange').waitFor()
    await page.unroute('**/_admin/health')
    await page.getByRole('button', { name: 'Reload' }).click()
    await rowOf(page, 'Hello again').waitFor()
    expect(await page.getByText('99.0.0').count()).toBe(0)
  })
})

inBrowser('files that cannot be written', () => {
  test('show the server’s message, and the text is kept', async () => {
    using folder = folderOf({ 'one.yaml': 'match:\n  prompt: one\nanswer:\n  text: One.\n' })
    await using server = await startConsole({ mode: 'mock', fixtures: [folder.dir] })
    await using page = await openPage(server, '#/fixtures?name=new.yaml', { expects: /40[49]/ })
    const { text } = editorOf(page)
    // Like a full disk: the file system fails.
    await page.getByRole('textbox', { name: 'File' }).fill('one.yaml/two.yaml')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('one.yaml/two.yaml cannot be written').waitFor()
    await expect.poll(text).toContain('The answer.')

    await page.route(
      '**/_admin/files*',
      changing((files) => ({ ...files, writable: false })),
    )
    await page.route(
      '**/_admin/files/*',
      changing((file) => ({ ...file, writable: false })),
    )
    await page.goto(`${server.url}/#/fixtures?name=one.yaml`)
    await page.reload()
    await page.getByText('This file is read-only.').waitFor()
    await page.getByText('The last fixtures folder is read-only').waitFor()
    expect(await editorOf(page).box.getAttribute('aria-readonly')).toBe('true')
    expect(await page.getByRole('button', { name: 'New' }).isDisabled()).toBe(true)
  })
})

const MALFORMED = [
  { messages: 'hello' },
  { messages: [{ role: 'user', content: 'hello' }] },
  { messages: [{ role: 'user', content: [{ text: 5 }, null] }], toolConfig: null },
  { messages: [{ role: 'user', content: [{ text: 'hello' }] }], system: 'Be brief.' },
  {
    messages: [{ role: 'user', content: [{ text: 'hello' }] }],
    inferenceConfig: { stopSequences: 'END' },
  },
]

inBrowser('a call that was rejected for its form', () => {
  test('is shown, and the playground says that it cannot open it', async () => {
    await using server = await startConsole({ mode: 'mock' })
    for (const body of MALFORMED) {
      const response = await fetch(`${server.url}/model/${NOVA}/converse`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(400)
      const id = response.headers.get('x-amzn-requestid') ?? ''
      await using page = await openPage(server, `#/live?id=${id}`)
      await page.getByRole('heading', { name: /400 \w+Exception/ }).waitFor()
      for (const name of await page.getByRole('tab').allTextContents()) {
        await page.getByRole('tab', { name }).click()
        await page.getByRole('tabpanel', { name }).waitFor()
      }
      await page.goto(`${server.url}/#/playground?from=${id}`)
      await page.getByText('does not have the form of a chat').waitFor()
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).waitFor()
    }
  })

  test('an answer that a screen cannot draw leaves the other screens usable', async () => {
    await using server = await startConsole({ mode: 'mock' })
    await using page = await openPage(server, '', { expects: /.*/ })
    await page.route('**/_admin/models*', (route) => route.fulfill({ json: { models: [{}] } }))
    await page.goto(`${server.url}/#/models`)
    await page.getByRole('heading', { name: 'This screen could not be shown' }).waitFor()
    await page.getByRole('link', { name: 'Status' }).first().click()
    await page.getByRole('heading', { name: 'Status', exact: true }).waitFor()
  })
})
