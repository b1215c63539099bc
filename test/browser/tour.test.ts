import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { noBoto3 } from '../support/python.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const run = promisify(execFile)

inBrowser('the tour of a Bedrock guide', () => {
  test('step by step', async ({ onTestFailed }) => {
    let step = 'the start'
    onTestFailed(() => void process.stderr.write(`The tour failed at: ${step}\n`))
    await using server = await startConsole({ mode: 'mock' })
    using folder = folderOf({})
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder.dir, 'node_modules'))
    await using page = await openPage(server, '', {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const answered = (count: number) =>
      expect.poll(() => page.getByText('end_turn').count()).toBe(count)

    step = 'the model catalogue'
    await page.getByRole('link', { name: 'Models', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Search models' }).fill('nova micro')
    await page.getByRole('article', { name: 'Nova Micro', exact: true }).waitFor()

    step = 'the details of a model'
    await page.getByRole('link', { name: 'Details of Nova Micro', exact: true }).click()
    await page.getByRole('heading', { name: 'Nova Micro', level: 1 }).waitFor()

    step = 'the chat playground, with a system prompt'
    await page.getByRole('link', { name: 'Try in the playground' }).click()
    await page
      .getByRole('textbox', { name: 'System prompt' })
      .fill('You are a cybersecurity professional.')

    step = 'max tokens, temperature, top-p'
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('Max tokens').fill('200')
    await page.getByLabel('Temperature').fill('0.5')
    await page.getByLabel('Top P').fill('0.9')
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('What is phishing?')
    await page.getByRole('button', { name: 'Run' }).click()
    await answered(1)

    step = 'streaming on and off, beside each other'
    await page.getByRole('button', { name: 'Compare streaming' }).click()
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('What is phishing?')
    await page.getByRole('button', { name: 'Run' }).click()
    await answered(2)

    step = 'three models compared'
    await page.goto(
      `${server.url}/#/playground?models=amazon.nova-micro-v1:0,amazon.nova-lite-v1:0,amazon.nova-pro-v1:0`,
    )
    await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).count()).toBe(3)
    await page.getByRole('button', { name: 'New chat' }).click()
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('What is phishing?')
    await page.getByRole('button', { name: 'Run' }).click()
    await answered(3)

    step = 'View API request'
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).uncheck()
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('What is "phishing"?')
    await page.getByRole('button', { name: 'View API request' }).click()
    const dialog = page.getByRole('dialog', { name: 'View API request' })
    const copied = async (tab: string) => {
      await dialog.getByRole('tab', { name: tab, exact: true }).click()
      await dialog.getByRole('button', { name: /^Copy/ }).click()
      return page.evaluate(() => navigator.clipboard.readText())
    }
    const env = { PATH: process.env['PATH'], HOME: folder.dir }
    const sent: unknown[] = []
    const record = async (command: string, args: string[]) => {
      await run(command, args, { cwd: folder.dir, env })
      sent.push(JSON.parse(server.journal.list().at(-1)?.request.text ?? ''))
    }
    step = 'the copied JavaScript, run by Node'
    folder.write('call.mjs', await copied('JavaScript'))
    await record(process.execPath, ['call.mjs'])
    if (noBoto3 === undefined) {
      step = 'the copied Python, run with boto3'
      folder.write('call.py', await copied('Python (boto3)'))
      await record('python3', ['call.py'])
      step = 'equal bodies in the journal'
      expect(sent[1]).toEqual(sent[0])
    }
    expect(sent[0]).toMatchObject({
      system: [{ text: 'You are a cybersecurity professional.' }],
      inferenceConfig: { maxTokens: 200, temperature: 0.5, topP: 0.9 },
    })
  })
})
