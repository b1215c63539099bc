import { ListFoundationModelsCommand } from '@aws-sdk/client-bedrock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callableId, catalogue, isChat } from '../../server/console/models/state.ts'
import type { Card } from '../../server/console/models/state.ts'
import { checkLooks, glance, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Models', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('shows every model of ListFoundationModels as an article with its name', async () => {
    const { modelSummaries = [] } = await server.control.send(new ListFoundationModelsCommand({}))
    await using page = await openPage(server, '#/models')
    await page.getByRole('article', { name: 'Nova Lite' }).first().waitFor()
    const text = (await page.getByRole('main').textContent()) ?? ''
    for (const { modelId = '' } of modelSummaries) expect(text).toContain(modelId)
    // Axe would need half a minute for all of them, and they are alike.
    await page.getByRole('searchbox', { name: 'Search models' }).fill('nova-')
    await checkLooks(page, 'models')
  })

  test('is searched by any part of a name, id or ARN, and keeps filters in the address', async () => {
    await using page = await openPage(server, '#/models')
    const search = page.getByRole('searchbox', { name: 'Search models' })
    const articles = page.getByRole('article')
    await articles.first().waitFor()
    await search.fill('nova-lite-v1')
    await expect.poll(() => articles.count()).toBe(3)
    const took = await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('[aria-label="Search models"]')
      const before = performance.now()
      if (field !== null) {
        field.value = 'foundation-model/anthropic'
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
      return performance.now() - before
    })
    expect(took).toBeLessThan(1_000)
    await page
      .getByRole('article', { name: /Claude/ })
      .first()
      .waitFor()
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('Anthropic')
    await page.getByRole('checkbox', { name: 'Streaming' }).check()
    const count = await articles.count()
    expect(count).toBeGreaterThan(3)
    await page.reload()
    await articles.first().waitFor()
    expect(await articles.count()).toBe(count)
    expect(page.url()).toContain('provider=Anthropic')
    await search.fill('no such model')
    await page.getByText('No models match these filters.').waitFor()
  })

  test('the details of a model include what is unknown', async () => {
    await using page = await openPage(server, '#/models/amazon.nova-lite-v1:0')
    await page.getByRole('heading', { name: 'Nova Lite' }).waitFor()
    for (const text of [
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
      'text, image, video → text',
      'us.amazon.nova-lite-v1:0',
      '$0.06 input, $0.24 output per million tokens',
      '300K tokens',
      'On-demand: by model ID',
    ])
      await page.getByText(text).first().waitFor()
    await page.getByRole('group', { name: 'Native body' }).getByText('inferenceConfig').waitFor()
    await checkLooks(page, 'model-card')
    await page.goto(`${server.url}/#/models/no.such-model`)
    await page.getByRole('heading', { name: 'There is no model no.such-model' }).waitFor()
  })

  test('the region changes the list of models', async () => {
    await using page = await openPage(server, '#/models?q=nova-lite-v1')
    await page.getByRole('combobox', { name: 'Region' }).selectOption('eu-central-1')
    await page.getByRole('article', { name: 'Nova Lite' }).first().waitFor()
    await page.getByRole('link', { name: 'Details of Nova Lite' }).first().click()
    await page.goto(`${server.url}/#/models/amazon.nova-lite-v1:0?region=eu-central-1`)
    await page.getByText('eu.amazon.nova-lite-v1:0').first().waitFor()
  })

  test('the table sorts by any column', async () => {
    await using page = await openPage(server, '#/models?view=table&q=nova-')
    await page.getByRole('button', { name: 'Price' }).click()
    await page.getByRole('columnheader', { name: 'Price' }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Price' }).getAttribute('aria-sort')).toBe(
      'ascending',
    )
    await glance(page, 'models-table')
  })

  test('three models are selected and compared in the playground', async () => {
    await using page = await openPage(server, '#/models?q=nova')
    for (const name of ['Nova Micro', 'Nova Lite', 'Nova Pro'])
      await page
        .getByRole('checkbox', { name: `Compare ${name}`, exact: true })
        .first()
        .check()
    await page.getByRole('button', { name: 'Compare 3 in the playground' }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).count()).toBe(3)
  })

  test('every Try link leads to a call that is answered', async () => {
    const { models } = (await (await fetch(`${server.url}/_admin/models`)).json()) as {
      models: Card[]
    }
    catalogue.value = { region: 'us-east-1', regions: [], models }
    const tried = models.filter(isChat).flatMap((card) => callableId(card) ?? [])
    expect(tried.length).toBeGreaterThan(60)
    const failed: string[] = []
    for (const sent of tried) {
      const answer = await fetch(`${server.url}/model/${encodeURIComponent(sent)}/converse`, {
        method: 'POST',
        body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
      })
      if (!answer.ok) failed.push(`${sent}: ${await answer.text()}`)
      else await answer.arrayBuffer()
    }
    expect(failed).toEqual([])
  })
})
