import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { editorOf } from './editor.ts'
import { checkLooks, inBrowser, openPage, startConsole } from './page.ts'

const ask = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(text)
  await page.getByRole('button', { name: 'Run' }).click()
}

inBrowser('Playground: InvokeModel and files', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
  })
  afterAll(() => server[Symbol.asyncDispose]())
  beforeEach(() => server.journal.clear())

  test('starts from the template of the model family, and shows the native answer unchanged', async () => {
    await using page = await openPage(
      server,
      '#/playground?tab=invoke&models=amazon.titan-text-lite-v1',
    )
    const body = editorOf(page, 'Native body')
    await expect.poll(body.text).toContain('inputText')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('status', { name: 'Answer' }).getByText('outputText').waitFor()
    expect(server.journal.list()[0]).toMatchObject({ operation: 'InvokeModel' })
    await page.getByRole('button', { name: 'Show in Converse format' }).click()
    await page
      .getByRole('group', { name: 'Request in Converse format' })
      .getByText('messages')
      .waitFor()
    await checkLooks(page, 'playground-invoke')
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).check()
    await page.getByRole('combobox', { name: 'Model' }).selectOption('amazon.nova-micro-v1:0')
    await expect.poll(body.text).toContain('inferenceConfig')
    await page.getByRole('button', { name: 'Run' }).click()
    await page
      .getByRole('group', { name: 'Chunks of the answer' })
      .getByText('contentBlockDelta')
      .first()
      .waitFor()
    expect(server.journal.list()[1]).toMatchObject({ operation: 'InvokeModelWithResponseStream' })
  })

  test('shows AWS’s message when a body is rejected', async () => {
    await using page = await openPage(server, '#/playground?tab=invoke', { expects: /400/ })
    await editorOf(page, 'Native body').write('{"nothing":true}')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('alert').getByText('ValidationException: ').waitFor()
  })

  test('shows the images that a model generates', async () => {
    await using page = await openPage(server, '#/playground?tab=images')
    await expect.poll(editorOf(page, 'Native body').text).toContain('TEXT_IMAGE')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('img', { name: 'Image 1 of the answer' }).waitFor()
  })

  test('sends headers with an embedding request, and includes them in the code', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('link', { name: 'Embeddings' }).click()
    await expect.poll(editorOf(page, 'Native body').text).toContain('inputText')
    await page.getByText('Headers', { exact: true }).click()
    await page.getByRole('combobox', { name: 'Trace' }).selectOption('ENABLED')
    await page.getByRole('button', { name: 'View API request' }).click()
    await page.getByText('trace="ENABLED"').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('status', { name: 'Answer' }).getByText('embedding:').waitFor()
    expect(server.journal.list()[0]).toMatchObject({
      operation: 'InvokeModel',
      model: { sent: 'amazon.titan-embed-text-v2:0' },
      http: { headers: { 'x-amzn-bedrock-trace': 'ENABLED' } },
    })
  })

  test('a single prompt leaves out the earlier turns', async () => {
    await using page = await openPage(server, '#/playground?tab=single')
    for (const [at, text] of ['One?', 'Two?'].entries()) {
      await ask(page, text)
      await expect.poll(() => page.getByText('end_turn').count()).toBe(1)
      await expect.poll(() => server.journal.count()).toBe(at + 1)
    }
    expect(JSON.parse(server.journal.list()[1]?.request.text ?? '')).toMatchObject({
      messages: [{ content: [{ text: 'Two?' }] }],
    })
  })

  test('a file is sent with the prompt, and one that Bedrock does not accept is rejected first', async () => {
    await using page = await openPage(server, '#/playground?models=amazon.nova-lite-v1:0')
    const field = page.locator('input[type="file"]')
    await field.setInputFiles({ name: 'tool.exe', mimeType: 'x/y', buffer: Buffer.from('x') })
    await page.getByText('Bedrock does not accept files like tool.exe.').waitFor()
    await field.setInputFiles({
      name: 'notes, final.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('hello'),
    })
    await ask(page, 'Sum it up.')
    await expect.poll(() => server.journal.count()).toBe(1)
    expect(JSON.parse(server.journal.list()[0]?.request.text ?? '')).toMatchObject({
      messages: [
        {
          content: [{ text: 'Sum it up.' }, { document: { format: 'txt', name: 'notes- final' } }],
        },
      ],
    })
  })
})
