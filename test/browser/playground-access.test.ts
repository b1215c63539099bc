import type { Page } from 'playwright-core'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { dollars } from '../../server/console/format.ts'
import { admin } from '../support/admin.ts'
import { answer } from '../support/answers.ts'
import { temporaryFolder } from '../support/recorded.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import { editorOf } from './editor.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true })
const answers = (page: Page) => page.getByRole('article', { name: 'Question and answer' })

inBrowser('Playground, where calls cost money', () => {
  test('asks once, shows the cost on the button, and sends nothing before that', async () => {
    await using upstream = await startUpstream(answer)
    await using recordings = await temporaryFolder()
    await using server = await startConsole(
      { mode: 'record', upstream: upstream.url, recordTo: recordings.path },
      OWN,
    )
    await using page = await openPage(server, '#/playground')
    await page.getByRole('checkbox', { name: 'Stream', exact: true }).uncheck()
    await prompt(page).fill('What is the weather?')
    const button = page.getByRole('button', { name: /^Call the real Bedrock \(about \$0\.0/ })
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'This call costs money' })
    await dialog.getByText('It costs about $0.0').waitFor()
    expect(upstream.requests).toHaveLength(0)
    await dialog.getByRole('button', { name: 'Call the real Bedrock' }).click()
    await answers(page).getByText('I look').waitFor()
    expect(upstream.requests).toHaveLength(1)
    expect(JSON.parse(upstream.requests[0]?.body.toString() ?? '')).toMatchObject({
      inferenceConfig: { maxTokens: 512 },
    })
    await prompt(page).fill('And tomorrow?')
    await button.click()
    await expect.poll(() => upstream.requests.length).toBe(2)

    // A reloaded tab has not agreed yet, and a question that is sent again has a limit, too.
    await page.reload()
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('Max tokens').fill('')
    await answers(page).first().getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('textbox', { name: 'Edit the question' }).fill('And the snow?')
    await page.getByRole('button', { name: 'Send again from here' }).click()
    await dialog.getByText('It costs about $0.0').waitFor()
    expect(await answers(page).count()).toBe(2)
    expect(upstream.requests).toHaveLength(2)
    await dialog.getByRole('button', { name: 'Call the real Bedrock' }).click()
    await expect.poll(() => answers(page).count()).toBe(1)
    await expect.poll(() => upstream.requests.length).toBe(3)
    expect(JSON.parse(upstream.requests[2]?.body.toString() ?? '')).toMatchObject({
      inferenceConfig: { maxTokens: 512 },
    })
  })

  test.each(['record', 'proxy'] as const)(
    'in %s mode the server counts tokens for every model, and calls no upstream',
    async (mode) => {
      await using upstream = await startUpstream(answer)
      await using recordings = await temporaryFolder()
      await using server = await startConsole(
        { mode, upstream: upstream.url, recordTo: recordings.path },
        OWN,
      )
      const system = 'Answer in verse. '.repeat(200)
      const models = ['amazon.nova-micro-v1:0', 'amazon.nova-pro-v1:0']
      let sum = 0
      for (const modelId of models) {
        const estimated = await admin(server, 'POST', '/estimate', {
          operation: 'Converse',
          modelId,
          body: {
            system: [{ text: system }],
            messages: [{ role: 'user', content: [{ text: 'What is the weather?' }] }],
            inferenceConfig: { maxTokens: 512 },
          },
        })
        sum += (estimated.body as { cost: number }).cost
      }
      await using page = await openPage(server, `#/playground?models=${models.join(',')}`)
      await page.getByRole('textbox', { name: 'System prompt' }).fill(system)
      // Without a question there is nothing to count, but the button shows an estimate.
      const button = page.getByRole('button', { name: /^Call the real Bedrock \(about \$0\.0/ })
      await button.waitFor()
      expect(await button.innerText()).not.toContain(dollars(sum))
      await prompt(page).fill('What is the weather?')
      await page
        .getByRole('button', { name: `Call the real Bedrock (about ${dollars(sum)})`, exact: true })
        .waitFor()
      expect(upstream.requests).toHaveLength(0)
      expect(server.journal.count()).toBe(0)
    },
  )

  test('a native body has its sum on the button, which follows what is written', async () => {
    await using upstream = await startUpstream(answer)
    await using recordings = await temporaryFolder()
    await using server = await startConsole(
      { mode: 'record', upstream: upstream.url, recordTo: recordings.path },
      OWN,
    )
    const modelId = 'amazon.nova-pro-v1:0'
    const costOf = async (body: object) => {
      const question = { operation: 'InvokeModel', modelId, body }
      const estimated = await admin(server, 'POST', '/estimate', question)
      return `about ${dollars((estimated.body as { cost: number }).cost)}`
    }
    const labelOf = async (body: object) => `Call the real Bedrock (${await costOf(body)})`
    const bodyFor = (maxTokens: number) => ({
      messages: [{ role: 'user', content: [{ text: 'What is the weather?' }] }],
      inferenceConfig: { maxTokens },
    })
    await using page = await openPage(server, `#/playground?tab=invoke&models=${modelId}`)
    const body = editorOf(page, 'Native body')
    await expect.poll(body.text).toContain('inferenceConfig')
    const template = JSON.parse(await body.text()) as object
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    await button(await labelOf(template)).waitFor()
    await body.write(JSON.stringify(bodyFor(5_000)))
    await button(await labelOf(bodyFor(5_000))).waitFor()
    // An incomplete body cannot be counted.
    await body.write('{"messages":')
    await button('Call the real Bedrock').waitFor()
    await body.write(JSON.stringify(bodyFor(300)))
    await button(await labelOf(bodyFor(300))).click()
    const dialog = page.getByRole('dialog', { name: 'This call costs money' })
    await dialog.getByText(`It costs ${await costOf(bodyFor(300))}.`).waitFor()
    expect(upstream.requests).toHaveLength(0)
    await dialog.getByRole('button', { name: 'Call the real Bedrock' }).click()
    await page.getByRole('status', { name: 'Answer' }).waitFor()
    expect(upstream.requests).toHaveLength(1)
  })

  test.each([
    ['embeddings', 'inputText'],
    ['images', 'TEXT_IMAGE'],
  ])('%s have no known price: the page asks once, without a sum', async (tab, member) => {
    await using upstream = await startUpstream(answer)
    await using server = await startConsole({ mode: 'proxy', upstream: upstream.url }, OWN)
    await using page = await openPage(server, '#/playground')
    const estimates: number[] = []
    page.on('response', (response) => {
      if (response.url().includes('/_admin/estimate')) estimates.push(response.status())
    })
    // However long the templates take, nothing else is counted.
    await page.route('**/_admin/models', async (route) => {
      await sleep(600)
      await route.continue()
    })
    await page.goto(`${server.url}/#/playground?tab=${tab}`)
    await page.reload()
    await expect.poll(editorOf(page, 'Native body').text).toContain(member)
    await expect.poll(() => estimates).toContain(200)
    const button = page.getByRole('button', { name: 'Call the real Bedrock', exact: true })
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'This call costs money' })
    await dialog.getByText('Its price is unknown.').waitFor()
    expect(upstream.requests).toHaveLength(0)
    await dialog.getByRole('button', { name: 'Call the real Bedrock' }).click()
    await expect.poll(() => upstream.requests.length).toBe(1)
    await page.getByRole('status', { name: 'Answer' }).waitFor()
    await button.click()
    await expect.poll(() => upstream.requests.length).toBe(2)
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
