import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { pngOf } from '../support/png.ts'
import { checkLooks, consoleWith, glance, inBrowser, openPage } from './page.ts'

const FIXTURES = {
  'hello.yaml': `match:
  prompt: hello world
answer:
  text: A program that prints **one line**, [a bad link](javascript:alert(1)) and <b>no markup</b>.
`,
  'slow.yaml': `match:
  prompt: slowly
answer:
  text: ${'word '.repeat(400)}
  stream:
    firstByteMs: 50
    tokensPerSecond: 40
`,
  'throttled.yaml': `match:
  prompt: too much
error:
  type: ThrottlingException
`,
}

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true })
const ask = async (page: Page, text: string) => {
  await prompt(page).fill(text)
  await page.getByRole('button', { name: 'Run' }).click()
}
const answers = (page: Page) => page.getByRole('article', { name: 'Question and answer' })

inBrowser('Playground', () => {
  const server = consoleWith(FIXTURES)

  test('renders a streamed answer with its source and usage', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).check()
    await page
      .getByRole('textbox', { name: 'System prompt' })
      .fill('You are a cybersecurity professional.')
    await ask(page, 'Describe hello world in one line.')
    await answers(page).getByText('one line', { exact: true }).waitFor()
    expect(await answers(page).locator('strong').innerText()).toBe('one line')
    await answers(page).getByText('<b>no markup</b>').waitFor()
    expect(await answers(page).locator('b, a[href^="javascript"]').count()).toBe(0)
    await page.getByText('end_turn').waitFor()
    await page
      .getByText(/server: /)
      .first()
      .waitFor()
    const [call] = server.journal.list()
    expect(call).toMatchObject({
      operation: 'ConverseStream',
      session: 'console',
      asked: { system: 'You are a cybersecurity professional.' },
    })
    await checkLooks(page, 'playground')
  })

  test('without Stream it calls Converse, and sends only what was set', async () => {
    await using page = await openPage(server, '#/playground?models=amazon.nova-lite-v1:0')
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).uncheck()
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('Max tokens').fill('64')
    await page.getByRole('button', { name: 'Precise' }).click()
    await page.getByLabel('Stop sequences').fill('###')
    await glance(page, 'playground-parameters')
    await ask(page, 'hello world')
    await answers(page).getByText('one line').waitFor()
    const [call] = server.journal.list()
    expect(call).toMatchObject({ operation: 'Converse', model: { sent: 'amazon.nova-lite-v1:0' } })
    expect(JSON.parse(call?.request.text ?? '')).toEqual({
      messages: [{ role: 'user', content: [{ text: 'hello world' }] }],
      inferenceConfig: { maxTokens: 64, temperature: 0.1, topP: 0.5, stopSequences: ['###'] },
    })
    await page.getByRole('button', { name: 'Reset' }).click()
    await ask(page, 'hello world again')
    await expect.poll(() => server.journal.count()).toBe(2)
    const sent = JSON.parse(server.journal.list()[1]?.request.text ?? '') as { messages: unknown[] }
    expect(sent).not.toHaveProperty('inferenceConfig')
    expect(sent.messages).toHaveLength(3)
  })

  test('three models answer at once, with their figures side by side', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('button', { name: 'Add model' }).click()
    await page.getByRole('button', { name: 'Add model' }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).count()).toBe(3)
    expect(await page.getByRole('button', { name: 'Add model' }).isDisabled()).toBe(true)
    await page.getByRole('combobox', { name: 'Model' }).nth(2).selectOption('amazon.nova-pro-v1:0')
    await ask(page, 'hello world')
    await expect.poll(() => page.getByText('end_turn').count()).toBe(3)
    expect(
      server.journal
        .list()
        .map(({ model }) => model?.sent ?? '')
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['amazon.nova-lite-v1:0', 'amazon.nova-micro-v1:0', 'amazon.nova-pro-v1:0'])
    await glance(page, 'playground-three')
    expect(page.url()).toContain('models=')
  })

  test('Compare streaming shows Converse next to ConverseStream', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('button', { name: 'Compare streaming' }).click()
    await ask(page, 'hello world')
    await expect.poll(() => page.getByText('end_turn').count()).toBe(2)
    expect(
      server.journal
        .list()
        .map(({ operation }) => operation)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['Converse', 'ConverseStream'])
    expect(await page.getByRole('img', { name: /^First byte after/ }).count()).toBe(2)
  })

  test('Stop closes the connection, and a stopped answer is not sent back', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'please slowly')
    await answers(page).getByText('word').waitFor()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('Stopped. This answer is not part of the conversation.').waitFor()
    await expect.poll(() => server.journal.list()[0]?.ended).toBe('client left')
    await ask(page, 'hello world')
    await expect.poll(() => server.journal.count()).toBe(2)
    expect(JSON.parse(server.journal.list()[1]?.request.text ?? '')).toMatchObject({
      messages: [{ content: [{ text: 'hello world' }] }],
    })
  })

  test('an error appears in its column with AWS’s message and a hint, and the conversation continues', async () => {
    await using page = await openPage(server, '#/playground', { expects: /429/ })
    await ask(page, 'this is too much')
    const refusal = page.getByRole('alert')
    await refusal.getByText('ThrottlingException: ').waitFor()
    await refusal.getByText('Back off and try again').waitFor()
    await glance(page, 'playground-error')
    await ask(page, 'hello world')
    await answers(page).getByText('one line').waitFor()
  })

  test('an invented answer is labelled, and leads to writing a fixture', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'What is the tallest tree?')
    await page.getByText('No fixture matched.').waitFor()
    await page.getByRole('link', { name: 'Record the real answer' }).waitFor()
    await page.getByRole('button', { name: 'Save as fixture' }).click()
    await page.getByText(/^Saved .*\. It now answers matching calls\.$/).waitFor()
    await page.getByRole('link', { name: 'Write a fixture' }).click()
    await page.getByRole('dialog', { name: 'Answer calls like this' }).waitFor()
    await page.getByText(/Matches \d calls? in the journal/).waitFor()
  })

  test('View API request shows the same body as code', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('textbox', { name: 'System prompt' }).fill('It\'s a "test" $(x)')
    await prompt(page).fill('hello world')
    await page.getByRole('button', { name: 'View API request' }).click()
    const dialog = page.getByRole('dialog', { name: 'View API request' })
    await dialog.getByText('client.converse_stream(').waitFor()
    await dialog.getByRole('tab', { name: 'JavaScript', exact: true }).click()
    await dialog.getByText('ConverseStreamCommand').first().waitFor()
    await dialog.getByRole('tab', { name: 'AWS CLI' }).click()
    await dialog.getByText('The AWS CLI has no command for ConverseStream').waitFor()
    await dialog.getByRole('radio', { name: 'To AWS' }).check()
    await dialog.getByRole('tab', { name: 'curl' }).click()
    await dialog.getByText('--aws-sigv4').waitFor()
    await glance(page, 'playground-api')
  })

  test('a conversation survives a reload, and a link only fills in the form', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'hello world')
    await page.getByText('end_turn').waitFor()
    await page.reload()
    await answers(page).getByText('one line').waitFor()
    await using other = await openPage(server, '#/playground?prompt=spend%20money')
    await expect.poll(() => prompt(other).inputValue()).toBe('spend money')
    expect(server.journal.count()).toBe(1)
  })

  test('a question can be edited and asked again from that point', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'hello world one')
    await page.getByText('end_turn').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'Edit the question' }).fill('hello world two')
    await page.getByRole('button', { name: 'Send again from here' }).click()
    await expect.poll(() => server.journal.list()[1]?.asked?.prompt).toBe('hello world two')
    await expect.poll(() => answers(page).count()).toBe(1)
  })

  test('a call opened from Live has everything that it sent', async () => {
    const tools = {
      tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: { type: 'object' } } } }],
    }
    const body = {
      system: [{ text: 'Be short.' }],
      messages: [{ role: 'user', content: [{ text: 'What is the weather in Lisbon?' }] }],
      inferenceConfig: { maxTokens: 99 },
      toolConfig: tools,
    }
    await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    const id = server.journal.list()[0]?.id ?? ''
    await using page = await openPage(server, `#/playground?from=${id}`)
    await expect.poll(() => prompt(page).inputValue()).toBe('What is the weather in Lisbon?')
    await page.getByRole('button', { name: 'Tools (1)' }).waitFor()
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('textbox', { name: 'Result of get_weather' }).fill('{"sky":"clear"}')
    expect(JSON.parse(server.journal.list()[1]?.request.text ?? '')).toEqual(body)
    await page.getByRole('button', { name: 'Send results' }).click()
    await expect.poll(() => server.journal.count()).toBe(3)
    const sent = JSON.parse(server.journal.list()[2]?.request.text ?? '') as { messages: unknown[] }
    expect(sent.messages[2]).toMatchObject({
      content: [{ toolResult: { content: [{ json: { sky: 'clear' } }] } }],
    })
  })

  test('files that no chosen model accepts cannot be added, and the page says why', async () => {
    await using page = await openPage(server, '#/playground?models=amazon.nova-micro-v1:0')
    const add = page.getByRole('button', { name: 'Add files' })
    await page.getByText('No selected model accepts images or documents.').waitFor()
    expect(await add.isDisabled()).toBe(true)
    expect(await add.getAttribute('aria-describedby')).toBe('refused-files')

    const model = page.getByRole('combobox', { name: 'Model' })
    await model.selectOption('meta.llama3-8b-instruct-v1:0')
    await page.getByText('No selected model accepts images.').waitFor()
    expect(await add.isEnabled()).toBe(true)
    const accepted = async () => (await add.getAttribute('accept'))?.split(',')
    expect(await accepted()).toContain('.pdf')
    expect(await accepted()).not.toContain('.png')
    const picture = { name: 'dot.png', mimeType: 'image/png', buffer: pngOf(1, 1) }
    await add.setInputFiles(picture)
    await page.getByRole('status').getByText('No selected model accepts images.').waitFor()
    expect(await page.getByText('image, png').count()).toBe(0)

    // If only some models accept it, it can be added, and the others are named.
    await page.getByRole('button', { name: 'Add model' }).click()
    await expect.poll(accepted).toContain('.png')
    expect(await page.locator('#refused-files').count()).toBe(0)
    await add.setInputFiles(picture)
    await page.getByText('Llama 3 8B Instruct does not accept images.').waitFor()
    await page.getByText('image, png').waitFor()
  })

  test('shows two hundred turns at once after a reload', async () => {
    await using page = await openPage(server, '#/playground')
    await prompt(page).waitFor()
    await page.evaluate(() => {
      const turns = Array.from({ length: 200 }, (_, id) => ({
        id,
        question: [{ text: `Question ${id}` }],
        answer: { blocks: [{ text: `Answer **${id}**` }] },
        state: 'done',
      }))
      const kept = {
        columns: [{ id: 0, modelId: 'amazon.nova-micro-v1:0', turns }],
        system: '',
        parameters: { maxTokens: '', temperature: '', topP: '', stopSequences: '', additional: '' },
        extra: {},
        streams: true,
      }
      sessionStorage.setItem('bedrock-local.playground', JSON.stringify(kept))
    })
    await page.reload()
    await page.getByText('Answer 199').waitFor({ state: 'attached' })
    expect(await answers(page).count()).toBe(200)
  })
})
