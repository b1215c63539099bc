import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NOVA, say } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { admin } from '../support/admin.ts'
import { folderOf } from './folder.ts'
import { checkLooks, glance, inBrowser, openPage, startConsole } from './page.ts'

const FIXTURES = {
  'capital.yaml':
    'match:\n  prompt: capital of France\n  model: amazon.nova-*\nanswer:\n  text: Paris.\n',
  'story.yaml':
    'match:\n  prompt: tell me a story\nanswer:\n  text: Once upon a time there was a small server.\n',
}

const calls = (page: Page) => page.getByRole('grid', { name: 'Calls' })
const rowOf = (page: Page, text: string) => calls(page).getByRole('row').filter({ hasText: text })

inBrowser('Live', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    folder = folderOf(FIXTURES)
    server = await startConsole({ mode: 'replay', fixtures: [folder.dir], watch: true })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  beforeEach(async () => {
    server.journal.clear()
    await admin(server, 'DELETE', '/faults')
  })

  const ask = (text: string) =>
    server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) })).catch(() => undefined)
  const stream = async (text: string) => {
    const { stream: events } = await server.runtime.send(
      new ConverseStreamCommand({ modelId: NOVA, ...say(text) }),
    )
    return collect(events)
  }

  test('without calls, explains how to make the first one, and makes it', async () => {
    await using page = await openPage(server, '#/live', { expects: /404/ })
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor()
    await page.getByText(`export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${server.url}`).waitFor()
    await page.getByRole('tab', { name: 'PowerShell' }).click()
    await page.getByText(`$env:AWS_REGION = "us-east-1"`).waitFor()
    await page.getByRole('button', { name: 'Make a Converse call' }).click()
    await rowOf(page, 'What is Amazon Bedrock?').waitFor()
    await page.getByRole('heading', { name: /Converse amazon.nova-micro/ }).waitFor()
  })

  test('a call appears at once, and shows what answered it', async () => {
    await using page = await openPage(server)
    await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
    await page.evaluate(() => {
      const watched = globalThis as unknown as { seenAt: number }
      new MutationObserver((_, observer) => {
        if (document.querySelector('[role="row"]') === null) return
        watched.seenAt = Date.now()
        observer.disconnect()
      }).observe(document.body, { childList: true, subtree: true })
    })
    const sent = await fetch(`${server.url}/model/${NOVA}/converse`, {
      method: 'POST',
      headers: { 'x-amzn-bedrock-trace': 'ENABLED' },
      body: JSON.stringify(say('What is the capital of France?')),
    })
    await sent.arrayBuffer()
    const row = rowOf(page, 'What is the capital of France?')
    await row.getByText('fixture').waitFor()
    await row.getByRole('gridcell', { name: '200', exact: true }).waitFor()
    const seenAt = await page.evaluate(() => (globalThis as unknown as { seenAt: number }).seenAt)
    const [exchange] = server.journal.list()
    // Usually far less, but a busy machine must not fail the test.
    expect(seenAt - (exchange?.at ?? 0)).toBeLessThan(1_500)
    await row.click()
    await page.getByRole('tab', { name: 'Request' }).click()
    await page.getByText('x-amzn-bedrock-trace').waitFor()
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Source' }).uncheck()
    await row.getByText('fixture').waitFor({ state: 'detached' })
    await glance(page, 'live-columns')
    await page.reload()
    await rowOf(page, 'What is the capital of France?').waitFor()
    expect(await calls(page).getByText('fixture').count()).toBe(0)
  })

  test('a slow call is listed from its start, and completed in place', async () => {
    const fault = { name: 'silent', stall: { afterEvents: 2 }, times: 1 }
    expect((await admin(server, 'POST', '/faults', fault)).status).toBe(201)
    await using page = await openPage(server)
    await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
    const leave = new AbortController()
    const answer = server.runtime
      .send(new ConverseStreamCommand({ modelId: NOVA, ...say('tell me a story') }), {
        abortSignal: leave.signal,
      })
      .then(({ stream: events }) => collect(events))
    const row = rowOf(page, 'tell me a story')
    await row.getByText('running').waitFor()
    await row.getByText(/^first \d/).waitFor()
    leave.abort()
    await answer.catch(() => {})
    await row.getByRole('gridcell', { name: '200', exact: true }).waitFor()
    expect(await calls(page).getByRole('row').count()).toBe(1)
  })

  test('the filter has a syntax, is part of the address, and reports unknown terms', async () => {
    await ask('What is the capital of France?')
    await ask('What is the capital of Frnace?')
    await stream('Please tell me a story')
    await using page = await openPage(server)
    const field = page.getByRole('searchbox', { name: 'Filter' })
    const shows = (count: number) =>
      expect.poll(() => calls(page).getByRole('row').count()).toBe(count)
    await shows(3)
    for (const [text, count] of [
      ['missed', 1],
      ['is:stream', 1],
      ['status:>=400 op:Converse', 1],
      ['-status:>=400 model:*nova*', 2],
      ['capital', 2],
      ['"capital of France"', 1],
      ['source:fixture', 2],
      ['source:miss', 1],
    ] as const) {
      await field.fill(text)
      await shows(count)
    }
    expect(page.url()).toContain('f=source%3Amiss')
    await page.reload()
    await shows(1)
    expect(await field.inputValue()).toBe('source:miss')
    await field.fill('colour:red')
    await page.getByRole('alert').getByText('Unknown filter “colour:”').waitFor()
  })

  test('a miss is fixed with the keyboard in five steps, and the fixture takes effect at once', async () => {
    await ask('What is the capital of Spain?')
    await using page = await openPage(server, '', { expects: /404/ })
    await rowOf(page, 'Spain').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('tab', { name: /^Why/ }).waitFor()
    await page.getByRole('heading', { name: /Closest: capital.yaml/ }).waitFor()
    await page.keyboard.press('a')
    await page.getByText('Matches 1 call in the journal.').waitFor()
    await glance(page, 'live-answer')
    await page.keyboard.insertText('Madrid.')
    await page.keyboard.press('Control+s')
    await page.getByRole('heading', { name: /Converse .* 200/ }).waitFor()
    await rowOf(page, 'Spain').getByText('fixture').waitFor()
    expect(server.journal.list().at(-1)?.reply).toMatchObject({ content: [{ text: 'Madrid.' }] })
    const [file] = folder.files().filter((name) => name.startsWith('saved'))
    expect(readFileSync(join(folder.dir, file ?? ''), 'utf8')).toContain('text: Madrid.')
    rmSync(join(folder.dir, 'saved'), { recursive: true })
    server.store.reload()
  })

  test('Why shows expected and actual values, with the words that differ', async () => {
    await ask('What is the capital of Frnace?')
    await using page = await openPage(server)
    await rowOf(page, 'Frnace').click()
    const why = page.getByRole('tabpanel')
    await why
      .getByRole('heading', { name: /Closest: capital.yaml · 1 condition differs/ })
      .waitFor()
    await why.locator('mark', { hasText: 'Frnace' }).first().waitFor()
    await why.getByText('model amazon.nova-*').first().waitFor()
    await page.getByRole('button', { name: 'Answer calls like this' }).waitFor()
    await checkLooks(page, 'live-why')
  })

  test('the timeline of a stream folds deltas and shows one event at a time', async () => {
    await stream('Please tell me a story')
    await using page = await openPage(server)
    await rowOf(page, 'story').click()
    await page.getByRole('tab', { name: 'Timeline' }).click()
    const events = page.getByRole('grid', { name: 'Events' })
    await events.getByText('messageStart').waitFor()
    await events.getByText(/contentBlockDelta ×/).waitFor()
    await page.getByText('Once upon a time there was a small server.').waitFor()
    await page.getByRole('slider', { name: 'Event' }).fill('1')
    await page.getByText('2 of').waitFor()
    await glance(page, 'live-timeline')
  })

  test('replay opens the new call, which can be compared with the original', async () => {
    await ask('What is the capital of France?')
    await using page = await openPage(server)
    await rowOf(page, 'France').click()
    await page.getByRole('button', { name: 'Replay' }).click()
    await expect.poll(() => server.journal.count()).toBe(2)
    await page.getByRole('button', { name: 'Compare with the original call' }).click()
    await page.getByRole('heading', { name: 'Compare two calls' }).waitFor()
    await page.getByText('No differences.').first().waitFor()
    await checkLooks(page, 'live-compare')
  })

  test('marked calls are saved as fixtures, and cleared calls can be restored', async () => {
    await ask('What is the capital of France?')
    await using page = await openPage(server)
    await rowOf(page, 'France').focus()
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Save 1 as fixture' }).click()
    await expect.poll(() => folder.files().some((name) => name.startsWith('saved/'))).toBe(true)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await rowOf(page, 'France').waitFor()
    expect(server.journal.count()).toBe(1)
  })

  test('calls through OpenAI’s and Anthropic’s APIs are shown in the same way', async () => {
    const post = async (path: string, body: object) => {
      const headers = { 'x-api-key': 'local', 'anthropic-version': '2023-06-01' }
      const answer = await fetch(server.url + path, {
        method: 'POST',
        headers: { ...headers, authorization: 'Bearer local', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      await answer.arrayBuffer()
    }
    const messages = [{ role: 'user', content: 'Please tell me a story' }]
    const claude = 'anthropic.claude-haiku-4-5-20251001-v1:0'
    await post('/openai/v1/chat/completions', { model: 'openai.gpt-oss-20b-1:0', messages })
    await post('/anthropic/v1/messages', {
      model: claude,
      max_tokens: 300,
      system: 'Be brief.',
      stream: true,
      messages,
    })
    await using page = await openPage(server)
    await rowOf(page, 'ChatCompletions').getByText('fixture').waitFor()
    await rowOf(page, 'MessagesStream').click()
    await page.getByRole('tab', { name: 'Timeline' }).click()
    await page.getByText('Once upon a time there was a small server.').waitFor()
    await page
      .getByRole('grid', { name: 'Events' })
      .getByText(/content_block_delta ×/)
      .waitFor()
    await page.getByRole('tab', { name: 'Code' }).click()
    await page.getByText('from anthropic import Anthropic').waitFor()
    await page.getByRole('tab', { name: 'Converse format' }).click()
    const items = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
    await expect.poll(() => items.allTextContents()).toHaveLength(3)
    await glance(page, 'live-door')
    await page.getByRole('button', { name: 'Open in playground' }).click()
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
    await expect.poll(() => prompt.inputValue()).toBe('Please tell me a story')
    await page.getByRole('button', { name: 'Run' }).click()
    await expect.poll(() => server.journal.count()).toBe(3)
    expect(JSON.parse(server.journal.list()[2]?.request.text ?? '')).toEqual({
      model: claude,
      max_tokens: 300,
      system: 'Be brief.',
      stream: true,
      messages,
    })
  })

  test('hostile text of any length stays text', async () => {
    const nasty = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script> javascript:alert(1) \u001b[31m \u202Eevil`
    writeFileSync(
      join(folder.dir, 'nasty.yaml'),
      `match:\n  prompt: nasty\nanswer:\n  text: ${JSON.stringify(nasty + 'x'.repeat(4_000))}\n`,
    )
    server.store.reload()
    await ask(`nasty ${nasty}`)
    await using page = await openPage(server)
    await rowOf(page, 'nasty').click()
    await page.getByRole('tab', { name: 'Answer' }).click()
    await page.getByText("document.title='owned'").first().waitFor()
    expect(await page.title()).toBe('Live · bedrock-local')
    expect(await page.locator('main img, main script').count()).toBe(0)
    await glance(page, 'live-hostile')
  })

  test('every part of the address restores the view', async () => {
    await stream('Please tell me a story')
    const id = server.journal.list()[0]?.id ?? ''
    await using page = await openPage(server, `#/live?f=story&id=${id}&tab=neutral`)
    await page.getByRole('tab', { name: 'Converse format', selected: true }).waitFor()
    await page.getByText('in the format of Converse').waitFor()
    await glance(page, 'live-neutral')
  })
})
