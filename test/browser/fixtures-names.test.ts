import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editorOf } from './editor.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const fixture = (prompt: string) => `match:\n  prompt: ${prompt}\nanswer:\n  text: Yes.\n`

inBrowser('Fixture files and calls of any kind', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    folder = folderOf({
      'windows.yaml': fixture('windows').replaceAll('\n', '\r\n'),
      'taken.yaml': fixture('taken'),
    })
    server = await startConsole({ mode: 'mock', fixtures: [folder.dir] })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const textOf = (name: string) => readFileSync(join(folder.dir, name), 'utf8')
  const nameIn = (page: Page) => page.getByRole('textbox', { name: 'File' })
  const save = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name, exact: true }).waitFor()
    await page.getByRole('link', { name: `${name} 0 calls` }).waitFor()
  }

  test('a file keeps the line breaks of Windows', async () => {
    await using page = await openPage(server, '#/fixtures?name=windows.yaml')
    const { box } = editorOf(page)
    await box.click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('#')
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(true)
    await page.keyboard.press('Backspace')
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await page.keyboard.type('# more')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved windows.yaml').waitFor()
    expect(textOf('windows.yaml')).toBe(`${fixture('windows').replaceAll('\n', '\r\n')}# more`)
  })

  test('New and pasting never open a file that exists', async () => {
    await using page = await openPage(server, '#/fixtures', { expects: /404/ })
    await page.getByRole('button', { name: 'New' }).click()
    await editorOf(page).write(fixture('first'))
    await save(page, 'new.yaml')
    await page.getByRole('button', { name: 'New' }).click()
    await expect.poll(() => nameIn(page).inputValue()).toBe('new-2.yaml')
    for (const [prompt, name] of [
      ['one', 'pasted.yaml'],
      ['two', 'pasted-2.yaml'],
    ] as const) {
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', text)
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
      }, fixture(prompt))
      await expect.poll(() => nameIn(page).inputValue()).toBe(name)
      await expect.poll(editorOf(page).text).toBe(fixture(prompt))
      await save(page, name)
    }
    expect(textOf('new.yaml')).toBe(fixture('first'))
    expect(textOf('pasted.yaml')).toBe(fixture('one'))
  })

  test('a call of any API can be explained', async () => {
    await fetch(`${server.url}/openai/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'openai.gpt-oss-20b-1:0',
        messages: [{ role: 'user', content: 'taken' }],
      }),
    })
    await using page = await openPage(server, '#/fixtures/explain')
    await page.getByRole('combobox', { name: 'A call from Live' }).selectOption({ index: 1 })
    const operation = page.getByRole('combobox', { name: 'Operation' })
    await expect.poll(() => operation.inputValue()).toBe('ChatCompletions')
    await page.getByRole('button', { name: 'Explain' }).click()
    await page.getByRole('heading', { name: 'Would match: taken.yaml' }).waitFor()
  })

  test('a name that is taken opens that file if its text is chosen', async () => {
    await using page = await openPage(server, '#/fixtures?name=other.yaml', { expects: /404|412/ })
    await editorOf(page).write(fixture('mine'))
    await nameIn(page).fill('taken.yaml')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Use the file on disk' }).click()
    await page.getByRole('heading', { name: 'taken.yaml', exact: true }).waitFor()
    await expect.poll(editorOf(page).text).toBe(fixture('taken'))
    expect(page.url()).toContain('name=taken.yaml')
  })
})
