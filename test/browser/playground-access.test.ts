import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { answer } from '../support/answers.ts'
import { temporaryFolder } from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true })
const answers = (page: Page) => page.getByRole('article', { name: 'Question and answer' })

inBrowser('Playground, where calls cost money', () => {
  test('asks once, names the sum on the button, and sends nothing before', async () => {
    await using upstream = await startUpstream(answer)
    await using recordings = await temporaryFolder()
    await using server = await startConsole(
      { mode: 'record', upstream: upstream.url, recordTo: recordings.path },
      OWN,
    )
    await using page = await openPage(server, '#/playground')
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).uncheck()
    await prompt(page).fill('What is the weather?')
    const button = page.getByRole('button', { name: /^Ask the real Bedrock, about \$0\.0/ })
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'This costs money' })
    await dialog.getByText('It costs about $0.0').waitFor()
    expect(upstream.asked).toHaveLength(0)
    await dialog.getByRole('button', { name: 'Ask the real Bedrock' }).click()
    await answers(page).getByText('I look').waitFor()
    expect(upstream.asked).toHaveLength(1)
    expect(JSON.parse(upstream.asked[0]?.body.toString() ?? '')).toMatchObject({
      inferenceConfig: { maxTokens: 512 },
    })
    await prompt(page).fill('And tomorrow?')
    await button.click()
    await expect.poll(() => upstream.asked.length).toBe(2)
  })
})

inBrowser('Playground, where credentials are checked', () => {
  test('asks for a bearer key and sends it', async () => {
    await using server = await startConsole({
      mode: 'mock',
      auth: 'verify',
      keys: { bearerKeys: { 'ABSK-console-test-key': {} } },
    })
    await using page = await openPage(server, '#/playground', { expects: /403/ })
    await page.getByLabel('Bearer key').waitFor()
    await prompt(page).fill('hello')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Bearer key').fill('ABSK-console-test-key')
    await prompt(page).fill('hello')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('end_turn').waitFor()
    expect((await admin(server, 'GET', '/journal')).text).not.toContain('ABSK-console')
  })
})
