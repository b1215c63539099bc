import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { NOVA, say } from '../support/answers.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

// Frame rates are measured on a quiet machine. A busy one does not change how much is drawn; the times here are many
// times what is needed, so that only a hanging screen exceeds them.
const MAX_DRAWN = 80
const MAX_TASK_MS = 15_000
const MAX_SHOWN = 150_000
/** 256 KB of events, and a little for the page's other requests. */
const MAX_PARSED = 300_000

const PARAGRAPHS = 250
const WORDS = 20
const BIG = Array.from(
  { length: PARAGRAPHS },
  (_, at) => `## Part ${at}\n\n${'**word** '.repeat(WORDS - 4)}and \`code\`, at last.\n\n`,
).join('')

/** The longest task of the page so far, in milliseconds. */
const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks))

const watchTasks = (page: Page) =>
  page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask', buffered: true })
  })

/** Records the largest amount of JSON parsed between two frames, in characters. */
function countParsed(): void {
  const state = { most: 0 }
  Object.assign(globalThis, state)
  const { parse } = JSON
  let parsed = 0
  JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]) => {
    parsed += text.length
    const watched = globalThis as unknown as typeof state
    watched.most = Math.max(watched.most, parsed)
    return parse(text, reviver) as unknown
  }
  const frame = () => {
    parsed = 0
    requestAnimationFrame(frame)
  }
  frame()
}

/** The page's memory in bytes, after garbage collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

inBrowser('Large amounts of data', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    folder = folderOf({
      'big.json': JSON.stringify({
        match: { prompt: 'something big' },
        answer: { text: BIG, stream: { tokensPerSecond: 1_000_000 } },
      }),
    })
    server = await startConsole({
      mode: 'mock',
      fixtures: [folder.dir],
      journalClip: 25_000_000,
    })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  test('scrolls through a thousand calls while more arrive', async () => {
    const body = JSON.stringify(say('What is the capital of France?'))
    const once = async () => {
      const answer = await fetch(`${server.url}/model/${NOVA}/converse`, { method: 'POST', body })
      await answer.arrayBuffer()
    }
    const burst = async (count: number) => {
      for (let n = 0; n < count; n += 50) await Promise.all(Array.from({ length: 50 }, once))
    }
    await burst(1_000)
    await using page = await openPage(server, '', { onPage: watchTasks })
    const grid = page.getByRole('grid', { name: 'Calls' })
    await grid.getByText('France').first().waitFor()
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1000')
    const scroll = (from: number, to: number) =>
      grid.evaluate(
        async (box, [first, last]) => {
          for (let at = first; at < last; at++) {
            box.scrollTop = at * 400
            await new Promise(requestAnimationFrame)
          }
        },
        [from, to] as const,
      )
    // Scroll away from the newest before more arrive.
    await scroll(1, 4)
    const more = burst(500)
    await scroll(4, 40)
    await more
    expect(await grid.getByRole('row').count()).toBeLessThan(MAX_DRAWN)
    // A scrolled list keeps its position, and shows how many calls have arrived.
    await page.getByRole('button', { name: /^\d+ new calls?$/ }).click()
    await expect.poll(() => grid.evaluate((box) => box.scrollTop)).toBe(0)
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1500')
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('checkbox', { name: 'Newest at the bottom' }).check()
    // At the top, the list also follows new calls.
    await burst(50)
    await grid.locator('[aria-rowindex="1550"]').waitFor()
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    )
    expect(paint).toBeLessThan(MAX_TASK_MS)
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)
  })

  test('a page with twenty thousand calls is about as light as one with a thousand', async () => {
    server.journal.clear()
    const row = (at: number) => ({
      id: `call-${at}`,
      session: 'default',
      operation: 'Converse',
      model: { sent: NOVA },
      at: 1_767_225_600_000 + at,
      status: 200,
      source: 'fixture',
      fixture: 'capital.yaml',
      firstByteMs: 1.5,
      totalMs: 2.5,
      events: 1,
      usage: { inputTokens: 10, outputTokens: 20 },
      ended: 'complete',
      prompt: `What is the capital of France? ${'x'.repeat(80)} ${at}`,
      answer: `Paris. ${'y'.repeat(100)} ${at}`,
    })
    const rows = (from: number, to: number) =>
      Array.from(
        { length: to - from },
        (_, at) => `event: exchange\ndata: ${JSON.stringify(row(from + at))}\n\n`,
      ).join('')
    let resume: () => void = () => {}
    const measured = new Promise<void>((resolve) => (resume = resolve))
    const bodies = [rows(0, 1_000), rows(1_000, 20_000)]
    await using page = await openPage(server, '', {
      expects: /ERR_|Failed to fetch/,
      onPage: async (one) => {
        await one.addInitScript(countParsed)
        await one.route('**/_admin/events*', async (route) => {
          const body = bodies.shift()
          if (body === undefined) return
          if (bodies.length === 0) await measured
          await route.fulfill({ contentType: 'text/event-stream', body })
        })
      },
    })
    const grid = page.getByRole('grid', { name: 'Calls' })
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1000')
    const before = await heapOf(page)
    resume()
    await grid.getByText('19999', { exact: false }).first().waitFor()
    await page.getByText('Only the last 5,000 calls are listed.').waitFor()
    expect(await grid.getAttribute('aria-rowcount')).toBe('5000')
    expect((await heapOf(page)) - before).toBeLessThan(30_000_000)
    expect(await grid.getByRole('row').count()).toBeLessThan(MAX_DRAWN)
    const most = await page.evaluate(() => (globalThis as unknown as { most: number }).most)
    expect(most).toBeLessThan(MAX_PARSED)
  })

  test('a stream of thousands of events is shown as Markdown and on the timeline', async () => {
    server.journal.clear()
    await using page = await openPage(server, '#/playground', { onPage: watchTasks })
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('something big')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByText('end_turn').waitFor()
    const answer = page.getByRole('article', { name: 'Question and answer' })
    expect(await answer.getByText(/^Part \d+$/).count()).toBe(PARAGRAPHS)
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)

    const [call] = server.journal.list()
    expect(call?.atMs.length).toBeGreaterThan(3_000)
    await page.goto(`${server.url}/#/live?id=${call?.id}&tab=timeline`)
    const events = page.getByRole('grid', { name: 'Events' })
    await events.getByText(/contentBlockDelta ×/).waitFor()
    await page.getByRole('checkbox', { name: 'Fold deltas' }).uncheck()
    await expect
      .poll(async () => Number(await events.getAttribute('aria-rowcount')))
      .toBe(call?.atMs.length)
    expect(await events.getByRole('row').count()).toBeLessThan(MAX_DRAWN)
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)
  })

  test('a body of 25 MB is shown in parts in every tab, and compared', async () => {
    server.journal.clear()
    const text = 'word '.repeat(4_900_000)
    for (const last of ['one', 'two'])
      await fetch(`${server.url}/model/${NOVA}/converse`, {
        method: 'POST',
        body: JSON.stringify(say(text + last)),
      }).then((answer) => answer.arrayBuffer())
    const [a, b] = server.journal.list().map(({ id }) => id)
    await using page = await openPage(server, `#/live?id=${a}&tab=request`, { onPage: watchTasks })
    page.setDefaultTimeout(30_000)
    const shown = () => page.evaluate(() => document.body.textContent.length)
    await page.getByRole('checkbox', { name: 'Show as text' }).check()
    await page.getByText('more characters').waitFor()
    expect(await shown()).toBeLessThan(MAX_SHOWN)
    for (const tab of ['Converse format', 'Code']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByText('more characters').first().waitFor()
      expect(await shown()).toBeLessThan(MAX_SHOWN)
    }
    await page.goto(`${server.url}/#/live/compare?a=${a}&b=${b}`)
    await page
      .getByRole('group', { name: 'Requests' })
      .getByText('more characters')
      .first()
      .waitFor()
    expect(await shown()).toBeLessThan(MAX_SHOWN)
    // Laying out all of it took half a minute.
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)
  })

  test('a call of 25 MB opened in the playground is sent again without being in a text field', async () => {
    server.journal.clear()
    const system = [{ text: 'rule '.repeat(400_000) }]
    const sent = { system, ...say('word '.repeat(4_500_000)) }
    const body = JSON.stringify(sent)
    await fetch(`${server.url}/model/${NOVA}/converse`, { method: 'POST', body }).then((answer) =>
      answer.arrayBuffer(),
    )
    const id = server.journal.list()[0]?.id
    // So much is refused, as by AWS.
    await using page = await openPage(server, `#/playground?from=${id}`, {
      onPage: watchTasks,
      expects: /400/,
    })
    page.setDefaultTimeout(30_000)
    const shown = () =>
      page.evaluate(() => {
        const fields = document.querySelectorAll('textarea')
        return [...fields].reduce(
          (sum, { value }) => sum + value.length,
          document.body.textContent.length,
        )
      })
    await page.getByText('The text of 22,500,000 characters is too long to edit here.').waitFor()
    await page.getByText('Also sent from the original call: system').waitFor()
    expect(await shown()).toBeLessThan(MAX_SHOWN)
    await page.getByRole('button', { name: 'Run' }).click()
    const answers = page.getByRole('article', { name: 'Question and answer' })
    await answers.getByText('more characters').waitFor()
    await expect.poll(() => server.journal.count()).toBe(2)
    expect(JSON.parse(server.journal.list()[1]?.request.text ?? '')).toEqual(sent)
    expect(await answers.getByRole('button', { name: 'Edit' }).isDisabled()).toBe(true)
    expect(await shown()).toBeLessThan(MAX_SHOWN)
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)
  })

  test('ten thousand recordings are searched and scrolled', async () => {
    const recordings = Array.from({ length: 10_000 }, (_, at) => ({
      name: `recorded/${at}.yaml`,
      operation: 'Converse',
      model: NOVA,
      region: 'us-east-1',
      at: new Date(1_767_225_600_000 + at).toISOString(),
      latencyMs: 5,
      prompt: at === 1_234 ? 'the needle' : `prompt ${at}`,
      calls: 0,
    }))
    await using page = await openPage(server, '', { onPage: watchTasks, expects: /404/ })
    await page.route('**/_admin/recordings', (route) => route.fulfill({ json: { recordings } }))
    await page.goto(`${server.url}/#/fixtures/recordings`)
    const grid = page.getByRole('grid', { name: 'Recordings' })
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('10000')
    await grid.evaluate((box) => (box.scrollTop = box.scrollHeight))
    await grid.getByText('prompt 0', { exact: true }).waitFor()
    expect(await grid.getByRole('row').count()).toBeLessThan(MAX_DRAWN)
    await page.getByRole('searchbox', { name: 'Search recordings' }).fill('needle')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1')
    await grid.getByText('the needle').waitFor()
    expect(await longestTask(page)).toBeLessThan(MAX_TASK_MS)
  })
})
