import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { folderOf } from './folder.ts'
import { glance, inBrowser, openPage, startConsole } from './page.ts'

const APIS = [
  {
    name: 'Chat Completions',
    operation: 'ChatCompletions',
    method: 'chat.completions.create',
    model: 'openai.gpt-oss-20b-1:0',
  },
  {
    name: 'Responses',
    operation: 'Responses',
    method: 'responses.create',
    model: 'openai.gpt-oss-20b-1:0',
  },
  {
    name: 'Messages',
    operation: 'Messages',
    method: 'messages.create',
    model: 'anthropic.claude-haiku-4-5-20251001-v1:0',
  },
] as const

const ask = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(text)
  await page.getByRole('button', { name: 'Run' }).click()
}
const choose = (page: Page, label: string) =>
  page.getByRole('combobox', { name: 'API' }).selectOption({ label })
const answers = (page: Page) => page.getByRole('article', { name: 'Question and answer' })

inBrowser('The playground through other APIs', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  const folder = folderOf({
    'hello.yaml': 'match:\n  prompt: hello world\nanswer:\n  text: A **short** program.\n',
    'busy.yaml': 'match:\n  prompt: too much\nerror:\n  type: ThrottlingException\n',
    'look.yaml':
      'match:\n  prompt: weather\nanswer:\n  toolUse:\n    name: get_weather\n    input: { city: Lisbon }\n',
  })
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock', fixtures: [folder.dir] })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  beforeEach(() => server.journal.clear())
  const bodyOf = (at: number) =>
    JSON.parse(server.journal.list().at(at)?.request.text ?? '{}') as Record<string, unknown>

  for (const { name, operation, method, model } of APIS)
    test(`${name}: whole and streamed answers, tools, and code`, async () => {
      await using page = await openPage(server, `#/playground?models=${model}`)
      await choose(page, name)
      await ask(page, 'hello world')
      await answers(page).locator('strong', { hasText: 'short' }).waitFor()
      await page.getByRole('checkbox', { name: 'Stream', exact: true }).uncheck()
      await page.getByRole('button', { name: 'Tools' }).click()
      await page.getByRole('button', { name: 'Weather' }).click()
      await page.getByRole('button', { name: 'Tools (1)' }).click()
      await ask(page, 'What is the weather?')
      await page.getByRole('textbox', { name: 'Result of get_weather' }).fill('sunny')
      await page.getByRole('button', { name: 'Send results' }).click()
      await expect.poll(() => server.journal.count()).toBe(3)
      expect(server.journal.list().map((call) => [call.operation, call.status])).toEqual([
        [`${operation}Stream`, 200],
        [operation, 200],
        [operation, 200],
      ])
      expect(JSON.stringify(bodyOf(2))).toContain('sunny')

      await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('hello world')
      await page.getByRole('button', { name: 'View API request' }).click()
      const dialog = page.getByRole('dialog', { name: 'View API request' })
      await dialog.getByText(`client.${method}(`).waitFor()
      await dialog.getByRole('tab', { name: 'JSON' }).click()
      const shown = await dialog.getByRole('group', { name: 'JSON' }).innerText()
      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('button', { name: 'Run' }).click()
      await expect.poll(() => server.journal.count()).toBe(4)
      expect(bodyOf(3)).toEqual(JSON.parse(shown))
    })

  test('an API that a model does not support cannot be chosen, and changing the model says so', async () => {
    await using page = await openPage(server, '#/playground', { expects: /40[0-9]/ })
    const api = page.getByRole('combobox', { name: 'API' })
    const option = (name: string) => api.getByRole('option', { name })
    await expect.poll(() => option('Messages').isDisabled()).toBe(true)
    expect(await option('Chat Completions').isDisabled()).toBe(false)
    await choose(page, 'Chat Completions')
    await page
      .getByRole('combobox', { name: 'Model' })
      .selectOption('anthropic.claude-3-haiku-20240307-v1:0')
    await page.getByText('Claude 3 Haiku does not support Chat Completions.').waitFor()
    await glance(page, 'playground-api-choice')
    await ask(page, 'hello')
    await page.getByRole('alert').getByText('invalid_request_error: The model').waitFor()
  })

  test('errors, guardrails and calls opened from Live use the same API', async () => {
    await using page = await openPage(server, '#/playground', { expects: /4\d\d/ })
    await choose(page, 'Chat Completions')
    await ask(page, 'this is too much')
    await page.getByRole('alert').getByText('Back off and try again').waitFor()
    const [refused] = server.journal.list()
    await page.goto(`${server.url}/#/playground?from=${refused?.id}`)
    await page.reload()
    const api = page.getByRole('combobox', { name: 'API' })
    await expect.poll(() => api.inputValue()).toBe('ChatCompletions')
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await expect.poll(() => prompt.inputValue()).toBe('this is too much')
    await page.getByRole('button', { name: 'Guardrail' }).click()
    await page.getByRole('combobox', { name: 'ID or ARN' }).fill('nothere')
    await page.getByRole('button', { name: 'View API request' }).click()
    const dialog = page.getByRole('dialog', { name: 'View API request' })
    await dialog.getByText('extra_headers={').waitFor()
    await dialog.getByRole('tab', { name: 'curl' }).click()
    await dialog.getByText("-H 'x-amzn-bedrock-guardrailidentifier: nothere'").waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Run' }).click()
    const chats = () =>
      server.journal.list().filter(({ operation }) => operation === 'ChatCompletionsStream')
    await expect.poll(() => chats().length).toBe(2)
    expect(chats()[1]?.http.headers).toMatchObject({
      'x-amzn-bedrock-guardrailidentifier': 'nothere',
    })
    await page.goto(`${server.url}/#/playground?from=${chats()[1]?.id}`)
    await page.reload()
    await page.getByRole('button', { name: 'Guardrail (1)' }).waitFor()
  })
})
