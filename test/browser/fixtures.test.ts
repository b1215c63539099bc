import { readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { editorOf } from './editor.ts'
import { folderOf } from './folder.ts'
import { checkLooks, glance, inBrowser, openPage, startConsole } from './page.ts'

const CAPITAL = 'match:\n  prompt: capital of France\nanswer:\n  text: Paris.\n'
const BROKEN = '# two\nmatch:\n  prompt: x\nerror:\n  type: Thrott\nanswer:\n  text: y\n'

inBrowser('Fixtures', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    folder = folderOf({
      'geo/capital.yaml': CAPITAL,
      'geo/never.yaml': CAPITAL.replace('match:\n', 'priority: -1\nmatch:\n  turn: 1\n'),
      'guardrails/words.yaml':
        'name: words\nblockedInputMessaging: no\nblockedOutputsMessaging: no\nwordPolicyConfig:\n  wordsConfig:\n    - text: x\n',
      'broken.yaml': BROKEN,
      'shared.yaml': CAPITAL.replace('France', 'Italy'),
    })
    server = await startConsole({ mode: 'mock', fixtures: [folder.dir], allowBroken: true })
    await converse('What is the capital of France?')
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const converse = async (text: string) =>
    (await (
      await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
        method: 'POST',
        body: JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }),
      })
    ).json()) as { output: { message: { content: { text: string }[] } } }

  test('lists files by folder with a summary of each, and explains which fixture would answer', async () => {
    await using page = await openPage(server, '#/fixtures')
    const files = page.getByRole('list', { name: 'Files' })
    await files.getByRole('link', { name: /capital.yaml 1 call/ }).waitFor()
    await files.getByRole('link', { name: /never.yaml Shadowed/ }).waitFor()
    await files.getByRole('link', { name: /words.yaml guardrail/ }).waitFor()
    await files.getByRole('link', { name: /broken.yaml 1 problem/ }).waitFor()
    await checkLooks(page, 'fixtures')
    await page.getByRole('button', { name: 'Problems (1)' }).click()
    await expect.poll(() => files.getByRole('link').count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Search fixtures' }).fill('nothing')
    await page.getByText('No matching files.').waitFor()

    const before = server.journal.count()
    await page.getByRole('link', { name: 'Explain' }).click()
    const calls = page.getByRole('combobox', { name: 'A call from Live' })
    await calls.selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Explain' }).click()
    await page.getByRole('heading', { name: /Would match: geo\/capital.yaml/ }).waitFor()
    await checkLooks(page, 'fixtures-explain')
    expect(server.journal.count()).toBe(before)
  })

  test('the editor marks errors, completes from the schema, undoes and searches', async () => {
    await using page = await openPage(server, '#/fixtures?name=broken.yaml')
    const { box, text, focused } = editorOf(page)
    const problem = server.store.problems.find(({ file }) => file.endsWith('broken.yaml'))
    await page
      .getByText(problem?.message ?? 'none')
      .first()
      .waitFor()
    await expect
      .poll(() => box.locator('.cm-lintRange-error').allTextContents())
      .toEqual(['Thrott'])
    await page.getByRole('button', { name: `${problem?.line}:${problem?.column}` }).click()
    // The button has put the cursor at the error.
    await focused()
    for (let at = 0; at < 'Thrott'.length; at++) await page.keyboard.press('Delete')
    await page.keyboard.type('Thrott')
    const option = page.getByRole('option', { name: /ThrottlingException/ })
    await option.waitFor()
    await page.getByText('The name of the exception.').waitFor()
    await glance(page, 'fixtures-completion')
    await page.keyboard.press('Enter')
    await expect.poll(text).toBe(BROKEN.replace('Thrott', 'ThrottlingException'))
    await expect.poll(() => box.locator('.cm-lintRange-error').count()).toBe(0)
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(text).not.toContain('ThrottlingException')
    await page.keyboard.press('ControlOrMeta+f')
    await page.getByRole('textbox', { name: 'Find' }).pressSequentially('prompt')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('.cm-searchMatch-selected').allTextContents())
      .toEqual(['prompt'])
  })

  test('a saved fixture answers at once; before saving, the page lists the calls it gains and loses', async () => {
    await converse('What is the capital of Spain?')
    const path = join(folder.dir, 'geo/capital.yaml')
    const before = new Date(2025, 0, 2, 3, 4, 5)
    utimesSync(path, before, before)
    await using page = await openPage(server, '#/fixtures?name=geo%2Fcapital.yaml')
    const saved = page.getByText('Saved 2025-01-02 03:04', { exact: true })
    expect(await saved.getAttribute('title')).toBe(before.toISOString())
    await editorOf(page).write(CAPITAL.replace('France', 'Spain').replace('Paris', 'Madrid'))
    await page.getByText('Compared with the saved file: +1, −1.').waitFor()
    await page.getByRole('region', { name: 'Newly matched' }).getByText('Spain').waitFor()
    // Opening another file loses nothing.
    const files = page.getByRole('list', { name: 'Files' })
    await files.getByRole('link', { name: /shared.yaml/ }).click()
    await page.getByRole('heading', { name: 'shared.yaml' }).waitFor()
    await files.getByRole('link', { name: 'capital.yaml Unsaved' }).click()
    await expect.poll(editorOf(page).text).toContain('Madrid')
    await page.keyboard.press('ControlOrMeta+s')
    await page.getByText('Saved geo/capital.yaml').waitFor()
    expect(readFileSync(path, 'utf8')).toContain('Madrid')
    const now = page.getByText(/^Saved (?:[\d-]+ )?\d\d:\d\d$/)
    expect(await now.getAttribute('title')).toBe(
      new Date(Math.floor(statSync(path).mtimeMs)).toISOString(),
    )
    expect((await converse('capital of Spain')).output.message.content[0]?.text).toBe('Madrid.')
    await page.goto(`${server.url}/#/live`)
    const newest = page.getByRole('grid', { name: 'Calls' }).getByRole('row').first()
    await newest.getByText('fixture', { exact: true }).waitFor()
    await page.goto(`${server.url}/#/fixtures?name=geo%2Fnever.yaml`)
    await page
      .getByText(/This fixture never answers because|It has not answered any calls yet/)
      .first()
      .waitFor()
  })

  test('a fixture added by a program is shown, saved as a file, and removed', async () => {
    const add = (name: string, query = '') =>
      fetch(`${server.url}/_admin/fixtures${query}`, {
        method: 'POST',
        body: JSON.stringify({ name, match: { prompt: name }, answer: { text: 'Added.' } }),
      })
    await add('for all')
    await add('for one', '?session=mine')
    await using page = await openPage(server, '#/fixtures', { expects: /404/ })
    await page.getByRole('button', { name: 'Added (2)' }).click()
    const added = page.getByRole('list', { name: 'Added fixtures' })
    await added.getByRole('link', { name: 'for all all sessions, 0 calls' }).waitFor()
    await added.getByRole('link', { name: 'for one mine, 0 calls' }).click()
    await page.getByText('Added for session mine').waitFor()
    // It does not change the session of the other screens.
    expect(await page.getByRole('combobox', { name: 'Session' }).inputValue()).toBe('')
    await glance(page, 'fixtures-added')
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('button', { name: 'Added (1)' }).waitFor()
    await added.getByRole('link', { name: /for all/ }).click()
    await page.getByRole('button', { name: 'Save as file…' }).click()
    await expect.poll(editorOf(page).text).toContain('"prompt": "for all"')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'for-all.json' }).waitFor()
    expect(folder.files()).toContain('for-all.json')
  })

  test('two tabs cannot overwrite each other’s edits', async () => {
    await using one = await openPage(server, '#/fixtures?name=shared.yaml')
    await using two = await openPage(server, '#/fixtures?name=shared.yaml', { expects: /412/ })
    for (const page of [one, two]) await editorOf(page).box.waitFor()
    const edit = async (page: typeof one, text: string) => {
      await editorOf(page).write(CAPITAL.replace('Paris.', text))
      await page.getByRole('button', { name: 'Save' }).click()
    }
    await edit(one, 'One.')
    await one.getByText('Saved shared.yaml').waitFor()
    await edit(two, 'Two.')
    const dialog = two.getByRole('dialog', { name: 'The file has changed' })
    await dialog.getByRole('group', { name: 'File on disk' }).getByText('One.').waitFor()
    await dialog.getByRole('group', { name: 'Your text' }).getByText('Two.').waitFor()
    await dialog.getByRole('button', { name: 'Overwrite with your text' }).click()
    await two.getByText('Saved shared.yaml').waitFor()
    expect(readFileSync(join(folder.dir, 'shared.yaml'), 'utf8')).toContain('Two.')
    // The overwritten version is not lost either.
    await two.getByRole('button', { name: 'History' }).click()
    const history = two.getByRole('dialog', { name: 'History of shared.yaml' })
    await history.getByRole('button', { name: /changed elsewhere/ }).click()
    await history.locator('del', { hasText: 'One.' }).waitFor()
    await history.getByRole('button', { name: 'Use this version' }).click()
    await expect.poll(editorOf(two).text).toContain('One.')
  })

  const drop = (page: Page, named: string) =>
    page.locator('.screen.fixtures').evaluate(
      (screen, [name, text]) => {
        const files = new DataTransfer()
        files.items.add(new File([text], name))
        const event = { dataTransfer: files, bubbles: true, cancelable: true }
        screen.dispatchEvent(new DragEvent('drop', event))
      },
      [named, CAPITAL] as const,
    )

  test('a file dropped before the list has loaded is opened', async () => {
    let release = () => {}
    const released = new Promise<void>((done) => {
      release = done
    })
    await using page = await openPage(server, '#/fixtures', {
      expects: /404/,
      onPage: (opened) =>
        opened.route('**/_admin/files', async (route) => {
          await released
          await route.continue()
        }),
    })
    await drop(page, 'early.yaml')
    release()
    await expect
      .poll(() => page.getByRole('textbox', { name: 'File' }).inputValue())
      .toBe('early.yaml')
    await expect.poll(editorOf(page).text).toBe(CAPITAL)
  })

  test('a file is dropped, pasted or created, saved under its name, and deleted again', async () => {
    await using page = await openPage(server, '#/fixtures', { expects: /404|400/ })
    const name = page.getByRole('textbox', { name: 'File' })
    await page.getByText('drop or paste a fixture here').waitFor()
    await drop(page, 'dropped.yaml')
    await expect.poll(() => name.inputValue()).toBe('dropped.yaml')
    await expect.poll(editorOf(page).text).toBe(CAPITAL)
    await name.fill('../outside.yaml')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('is not the path of a fixture').waitFor()
    await page.getByRole('link', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'New' }).click()
    await name.fill('mine/hello.yaml')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'mine/hello.yaml' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete mine/hello.yaml' }).click()
    await page.getByText('Deleted mine/hello.yaml').waitFor()
    expect(folder.files()).not.toContain('mine/hello.yaml')
  })

  test('a plain text field runs the same checks if the editor cannot be loaded', async () => {
    await using page = await openPage(server, '#/fixtures?name=broken.yaml', {
      expects: /ERR_FAILED/,
      onPage: (opened) => void opened.route('**/_console/editor-*', (route) => route.abort()),
    })
    await page.getByText('The editor could not be loaded.').waitFor()
    const field = page.getByRole('textbox', { name: 'Fixture' })
    await page.getByText('error.type is "Thrott"').waitFor()
    await field.fill(BROKEN.replace('Thrott', 'ThrottlingException'))
    await page.getByText(/the answer is never played/).waitFor()
  })
})
