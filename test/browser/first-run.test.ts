import { expect, test } from 'vitest'
import { folderOf } from './folder.ts'
import { glance, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('The first run', () => {
  test('leads from the first call to a fixture that answers it, and never comes back', async () => {
    using folder = folderOf({ 'README.md': '' })
    await using server = await startConsole({ mode: 'mock', fixtures: [folder.dir], watch: true })
    await using page = await openPage(server)
    await page.getByRole('button', { name: 'Make a Converse call' }).click()
    const steps = page.getByRole('region', { name: 'First steps' })
    await steps.getByText('invented', { exact: true }).waitFor()
    await glance(page, 'first-run')
    await steps.getByRole('button', { name: 'Write the answer' }).click()
    await page.getByRole('textbox', { name: 'Fixture' }).waitFor()
    await page.getByRole('button', { name: 'Save and replay' }).click()
    await steps.getByText('now answers matching calls').waitFor()
    await steps.getByRole('link', { name: 'fixture' }).waitFor()
    expect(folder.files().filter((name) => name.endsWith('.yaml'))).toHaveLength(1)
    await steps.getByRole('button', { name: 'Done' }).click()
    await steps.waitFor({ state: 'detached' })
    server.journal.clear()
    await page.goto(`${server.url}/#/live`)
    await page.reload()
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor()
  })
})
