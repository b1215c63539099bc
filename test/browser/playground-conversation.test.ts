import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { pngOf } from '../support/png.ts'
import { consoleWith, inBrowser, openPage } from './page.ts'

const FIXTURES = {
  'hello.yaml': `match:
  prompt: hello
answer:
  text: Good day.
`,
  'cut.yaml': `match:
  prompt: cut
answer:
  text: These words arrive. These may not.
fault:
  cut:
    afterEvents: 3
`,
  'silent.yaml': `match:
  prompt: nothing
answer:
  text: ''
`,
}

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true })
const turns = (page: Page) => page.getByRole('article', { name: 'Question and answer' })
const ask = async (page: Page, text: string) => {
  const before = await turns(page).count()
  await prompt(page).fill(text)
  await page.getByRole('button', { name: 'Run' }).click()
  await turns(page).nth(before).getByRole('button', { name: 'Save as fixture' }).waitFor()
}

inBrowser('A conversation in the playground', () => {
  const server = consoleWith(FIXTURES)
  const lastBody = () =>
    JSON.parse(server.journal.list().at(-1)?.request.text ?? '') as {
      messages: { role: string; content: unknown[] }[]
    }

  test('keeps what was changed after the last answer while another screen is open', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'hello')
    await page.getByRole('textbox', { name: 'System prompt' }).fill('Be brief.')
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('Max tokens').fill('77')
    await turns(page).getByRole('link', { name: 'View in Live' }).click()
    await page.getByRole('heading', { name: 'ConverseStream' }).waitFor()
    await page.goBack()
    await ask(page, 'hello again')
    expect(lastBody()).toMatchObject({
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 77 },
    })
  })

  test('continues after a reload without files, which are not stored', async () => {
    await using page = await openPage(server, '#/playground?models=amazon.nova-lite-v1:0')
    const picture = { name: 'dot.png', mimeType: 'image/png', buffer: pngOf(1, 1) }
    await page.getByRole('button', { name: 'Add files' }).setInputFiles(picture)
    await ask(page, 'hello picture')
    await page.reload()
    await turns(page).getByText('[image, png, not kept]').waitFor()
    await turns(page).getByRole('button', { name: 'Send again' }).click()
    await page.getByText('The files of this question were not kept.').waitFor()
    expect(server.journal.count()).toBe(1)
    await ask(page, 'hello again')
    expect(lastBody().messages.map(({ content }) => content)).toEqual([
      [{ text: 'hello picture' }],
      [{ text: 'Good day.' }],
      [{ text: 'hello again' }],
    ])
  })

  test('gives documents names that Bedrock accepts, each once', async () => {
    await using page = await openPage(server, '#/playground?models=amazon.nova-lite-v1:0')
    const add = (...names: string[]) =>
      page
        .getByRole('button', { name: 'Add files' })
        .setInputFiles(names.map((name) => ({ name, mimeType: '', buffer: Buffer.from('text') })))
    await add('my_notes,  v2 (last).txt', 'my-notes- v2 (last).md', '.txt', 'plan.txt')
    await page.getByRole('button', { name: 'Remove this file' }).nth(3).waitFor()
    await ask(page, 'hello files')
    await add('plan.txt')
    await page.getByRole('button', { name: 'Remove this file' }).waitFor()
    await ask(page, 'hello again')
    const names = lastBody().messages.map(({ content }) =>
      content.flatMap((block) => (block as { document?: { name: string } }).document?.name ?? []),
    )
    expect(names).toEqual([
      ['my-notes- v2 (last)', 'my-notes- v2 (last) (2)', 'document', 'plan'],
      [],
      ['plan (2)'],
    ])
    await page.getByRole('button', { name: 'Add files' }).setInputFiles({
      name: 'empty.txt',
      mimeType: 'text/plain',
      buffer: Buffer.of(),
    })
    await page.getByText('empty.txt is empty.').waitFor()
  })

  test.each([true, false])('says that an answer was cut, streamed: %s', async (streams) => {
    await using page = await openPage(server, '#/playground', { expects: /ERR_/ })
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).setChecked(streams)
    await prompt(page).fill('cut')
    await page.getByRole('button', { name: 'Run' }).click()
    await page
      .getByRole('alert')
      .getByText('The connection was closed before the answer was complete.')
      .waitFor()
  })

  test('continues after an empty answer', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'nothing')
    await ask(page, 'hello')
    await turns(page).getByText('Good day.').waitFor()
    expect(lastBody().messages.map(({ content }) => content)).toEqual([[{ text: 'hello' }]])
  })

  test('sends a list as the result of a tool', async () => {
    await using page = await openPage(server, '#/playground')
    await page.getByRole('button', { name: 'Tools', exact: true }).click()
    await page.getByRole('button', { name: 'Weather' }).click()
    await ask(page, 'What is the weather in Rome?')
    await page.getByRole('textbox', { name: 'Result of get_weather' }).fill('["sun", "rain"]')
    await page.getByRole('button', { name: 'Send results' }).click()
    await turns(page).nth(1).getByRole('button', { name: 'Save as fixture' }).waitFor()
    expect(lastBody().messages[2]?.content).toMatchObject([
      { toolResult: { content: [{ text: '["sun", "rain"]' }] } },
    ])
  })

  test('leaves room for the messages on a phone, with the prompt in view', async () => {
    await using page = await openPage(server, '#/playground', {
      viewport: { width: 390, height: 760 },
    })
    await ask(page, 'hello')
    const messages = await page.getByRole('log').boundingBox()
    expect(messages?.height).toBeGreaterThan(250)
    const field = await prompt(page).boundingBox()
    expect((field?.y ?? 760) + (field?.height ?? 0)).toBeLessThan(760)
    // The answer itself is on screen, without scrolling.
    const answer = await turns(page).getByText('Good day.').boundingBox()
    expect(answer?.y).toBeLessThan(field?.y ?? 0)
  })

  test('a question that cannot be sent again changes nothing', async () => {
    await using page = await openPage(server, '#/playground')
    await ask(page, 'hello one')
    await ask(page, 'hello two')
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByRole('textbox', { name: /^Additional/ }).fill('{oops')
    await turns(page).first().getByRole('button', { name: 'Send again' }).click()
    await page.getByText('The additional fields are not valid JSON.').waitFor()
    expect(await turns(page).count()).toBe(2)
  })

  test('a call opened from Live is read once, so a reload keeps what came after it', async () => {
    await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
    })
    const { id = '' } = server.journal.list()[0] ?? {}
    await using page = await openPage(server, `#/playground?from=${id}`)
    await expect.poll(() => prompt(page).inputValue()).toBe('hello')
    await ask(page, 'hello one')
    await ask(page, 'hello two')
    await page.reload()
    await expect.poll(() => turns(page).count()).toBe(2)
    expect(await prompt(page).inputValue()).toBe('')
  })
})
