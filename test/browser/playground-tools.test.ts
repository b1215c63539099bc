import { afterAll, beforeAll, expect, test } from 'vitest'
import { addGuardrail } from '../support/guardrail.ts'
import { pngOf } from '../support/png.ts'
import { editorOf } from './editor.ts'
import { glance, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('Playground beyond prompts', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
    addGuardrail(server, { wordPolicy: { words: [{ text: 'walrus' }] } }, 'console')
  })
  afterAll(() => server[Symbol.asyncDispose]())
  // Guardrails are listed too.
  const bodies = () =>
    server.journal
      .list({ operation: ['Converse', 'ConverseStream'] })
      .map(({ request }) => JSON.parse(request.text) as Record<string, unknown>)

  test('tools are offered and answered by hand, and each column has its own parameters', async () => {
    await using page = await openPage(
      server,
      '#/playground?models=amazon.nova-lite-v1:0,amazon.nova-pro-v1:0',
    )
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await page.getByRole('button', { name: 'Tools', exact: true }).click()
    await page.getByRole('button', { name: 'Weather' }).click()
    const tools = editorOf(page, 'Tools as JSON')
    await expect.poll(tools.text).toContain('"get_weather"')
    await tools.write('[{ "toolSpec" }]')
    await expect.poll(() => tools.box.locator('.cm-lintRange-error').count()).toBe(1)
    await page.getByText('This is not a JSON array.').waitFor()
    await page.getByRole('button', { name: 'Weather' }).click()
    await expect.poll(tools.text).toContain('"get_weather"')
    await page.getByRole('combobox', { name: 'Tool choice' }).selectOption('tool:get_weather')
    await glance(page, 'playground-tools')
    await page.getByRole('button', { name: 'Parameters' }).click()
    await page.getByLabel('Max tokens').fill('300')
    await page.getByRole('button', { name: 'Only model 2' }).click()
    await page.getByLabel('Max tokens').fill('200')
    await prompt.fill('What is the weather in Rome?')
    await page.getByRole('button', { name: 'Run' }).click()
    const result = page.getByRole('textbox', { name: 'Result of get_weather' })
    await result.nth(1).waitFor()
    await page.getByRole('button', { name: 'Tools (1)' }).click()
    await page.getByRole('combobox', { name: 'Tool choice' }).selectOption('')
    await page.getByRole('textbox', { name: 'Stub for get_weather' }).fill('cloudy')
    await expect.poll(() => result.nth(1).inputValue()).toBe('cloudy')
    await result.first().fill('sunny')
    await page.getByRole('button', { name: 'Send results' }).first().click()
    await expect.poll(() => bodies().length).toBe(3)
    const sent = bodies()
    expect(sent.slice(0, 2).map(({ inferenceConfig }) => inferenceConfig)).toEqual(
      expect.arrayContaining([{ maxTokens: 300 }, { maxTokens: 200 }]),
    )
    expect(sent[0]).toMatchObject({ toolConfig: { toolChoice: { tool: { name: 'get_weather' } } } })
    expect(JSON.stringify(sent[2]?.['messages'])).toContain('{"text":"sunny"}')
    expect(sent[2]).not.toHaveProperty('toolConfig.toolChoice')
  })

  test('shows what a guardrail found, and accepts a dropped image', async () => {
    server.journal.clear()
    await using page = await openPage(server, '#/playground?models=amazon.nova-lite-v1:0')
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await page.getByRole('button', { name: 'Guardrail' }).click()
    await page.getByText('Guardrails on this server: test.').waitFor()
    await page.getByRole('combobox', { name: 'ID or ARN' }).fill('abcdefghijkl')
    await prompt.fill('A walrus?')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('word: “walrus”').waitFor()
    await page.getByText('Input blocked.').waitFor()
    await glance(page, 'playground-guardrail')
    await page.getByRole('button', { name: 'Remove guardrail' }).click()
    const transfer = await page.evaluateHandle((base64) => {
      const data = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      data.items.add(new File([bytes], 'dot.png', { type: 'image/png' }))
      return data
    }, pngOf(1, 1).toString('base64'))
    await prompt.dispatchEvent('drop', { dataTransfer: transfer })
    await page.getByText('image, png').first().waitFor()
    await prompt.fill('What is it?')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect.poll(() => bodies().length).toBe(2)
    const [, last] = bodies()
    expect(last).not.toHaveProperty('guardrailConfig')
    expect(JSON.stringify(last?.['messages'])).toContain('"format":"png"')
  })
})
