import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf } from './folder.ts'
import { checkLooks, inBrowser, openPage, startConsole } from './page.ts'

const CAPITAL = 'match:\n  prompt: capital of France\nanswer:\n  text: Paris.\n'

inBrowser('Fixtures', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    folder = folderOf({
      'geo/capital.yaml': CAPITAL,
      'broken.yaml': 'match:\n  prompt: x\nanswer:\n  txet: y\n',
    })
    server = await startConsole({ mode: 'mock', fixtures: [folder.dir], allowBroken: true })
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

  test('lists the files with their calls and problems', async () => {
    await converse('What is the capital of France?')
    await using page = await openPage(server, '#/fixtures')
    const files = page.getByRole('list', { name: 'Files' })
    await files.getByRole('link', { name: /geo\/capital.yaml 1 call/ }).waitFor()
    await files.getByRole('link', { name: /broken.yaml 1 problem/ }).waitFor()
    await page.getByRole('button', { name: 'Problems 1' }).click()
    await expect.poll(() => files.getByRole('link').count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Search fixtures' }).fill('nothing')
    await page.getByText('No file fits.').waitFor()
  })

  test('marks a mistake at its place, in the words of fixtures check', async () => {
    await using page = await openPage(server, '#/fixtures?name=broken.yaml')
    const problem = server.store.problems.find(({ file }) => file.endsWith('broken.yaml'))
    await page.getByText(problem?.message ?? 'none').waitFor()
    await page.getByRole('button', { name: `${problem?.line}:${problem?.column}` }).waitFor()
    await checkLooks(page, 'fixtures-problem')
  })

  test('a save answers at once, and says which calls it would match before', async () => {
    await converse('What is the capital of France?')
    await using page = await openPage(server, '#/fixtures?name=geo%2Fcapital.yaml')
    const field = page.getByRole('textbox', { name: 'Fixture' })
    await expect.poll(() => field.inputValue()).toBe(CAPITAL)
    await field.fill(CAPITAL.replace('Paris.', 'Paris, since 987.'))
    await page.getByText(/It would match \d+ calls? of the journal/).waitFor()
    await page.keyboard.press('Control+s')
    await page.getByText('Saved geo/capital.yaml').waitFor()
    expect(readFileSync(join(folder.dir, 'geo/capital.yaml'), 'utf8')).toContain('since 987')
    const answer = await converse('What is the capital of France?')
    expect(answer.output.message.content[0]?.text).toBe('Paris, since 987.')
    await checkLooks(page, 'fixtures-editor')
  })

  test('two tabs cannot lose each other’s edit', async () => {
    folder.write('shared.yaml', CAPITAL)
    server.store.reload()
    await using one = await openPage(server, '#/fixtures?name=shared.yaml')
    await using two = await openPage(server, '#/fixtures?name=shared.yaml', { expects: /412/ })
    const edit = async (page: typeof one, text: string) => {
      await page.getByRole('textbox', { name: 'Fixture' }).fill(CAPITAL.replace('Paris.', text))
      await page.getByRole('button', { name: 'Save' }).click()
    }
    await one.getByRole('textbox', { name: 'Fixture' }).waitFor()
    await two.getByRole('textbox', { name: 'Fixture' }).waitFor()
    await edit(one, 'One.')
    await one.getByText('Saved shared.yaml').waitFor()
    await edit(two, 'Two.')
    const dialog = two.getByRole('dialog', { name: 'The file has changed' })
    await dialog.getByText('text: One.').waitFor()
    await dialog.getByRole('button', { name: 'Save mine over it' }).click()
    await two.getByText('Saved shared.yaml').waitFor()
    expect(readFileSync(join(folder.dir, 'shared.yaml'), 'utf8')).toContain('Two.')
  })

  test('a new file is made, and deleted again', async () => {
    await using page = await openPage(server, '#/fixtures', { expects: /404/ })
    await page.getByRole('button', { name: 'New' }).click()
    await page.getByRole('textbox', { name: 'File' }).fill('mine/hello.yaml')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'mine/hello.yaml' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete mine/hello.yaml' }).click()
    await page.getByText('Deleted mine/hello.yaml').waitFor()
    expect(folder.files()).not.toContain('mine/hello.yaml')
  })

  test('explains who would answer a request, and calls nobody', async () => {
    const before = server.journal.count()
    await using page = await openPage(server, '#/fixtures/explain')
    await page.getByRole('button', { name: 'Who would answer?' }).click()
    await page
      .getByRole('heading', { name: /It would match: .*capital.yaml|It would match: shared/ })
      .waitFor()
    await checkLooks(page, 'fixtures-explain')
    expect(server.journal.count()).toBe(before)
  })
})
