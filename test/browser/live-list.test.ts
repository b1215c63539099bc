import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { NOVA, say } from '../support/answers.ts'
import { glance, inBrowser, openPage, startConsole } from './page.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Calls' })
const rowsOf = (page: Page) => grid(page).getByRole('row')
const rowOf = (page: Page, text: string) => rowsOf(page).filter({ hasText: text })
const rowCount = (page: Page) => async () => Number(await grid(page).getAttribute('aria-rowcount'))

inBrowser('The list of calls', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
  })
  afterAll(() => server[Symbol.asyncDispose]())
  beforeEach(() => server.journal.clear())

  const post = async (path: string, body: object, more: RequestInit = {}) => {
    const answer = await fetch(server.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      ...more,
    })
    await answer.arrayBuffer()
  }
  const ask = (text: string) => post(`/model/${NOVA}/converse`, say(text))
  const askMany = async (count: number, text: string) => {
    for (let n = 0; n < count; n++) await ask(`${text} ${n}`)
  }

  test('keeps its position while the user has scrolled away, and still filters and ends calls', async () => {
    await askMany(60, 'old')
    const fault = { name: 'silent', stall: { afterEvents: 2 }, times: 1 }
    await admin(server, 'POST', '/faults', fault)
    await using page = await openPage(server)
    await expect.poll(rowCount(page)).toBe(60)
    const leave = new AbortController()
    const stream = post(`/model/${NOVA}/converse-stream`, say('in flight'), {
      signal: leave.signal,
    }).catch(() => undefined)
    await rowOf(page, 'in flight').getByText('running').waitFor()
    await grid(page).evaluate((box) => (box.scrollTop = 200))
    await askMany(2, 'fresh')
    await page.getByRole('button', { name: '2 new calls' }).waitFor()
    expect(await rowCount(page)()).toBe(61)
    leave.abort()
    await stream
    await expect.poll(() => rowOf(page, 'in flight').getByText('running').count()).toBe(0)
    expect(await rowCount(page)()).toBe(61)

    const field = page.getByRole('searchbox', { name: 'Filter' })
    await field.fill('"old 44"')
    await expect.poll(rowCount(page)).toBe(1)
    await field.fill('')
    await expect.poll(rowCount(page)).toBe(63)
    await admin(server, 'DELETE', '/faults')
  })

  test('keeps marks when filters change, and compares two marked calls with the keyboard', async () => {
    await ask('the first one')
    await ask('the second one')
    await using page = await openPage(server)
    await rowOf(page, 'first').click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Save 1 as fixture' }).waitFor()
    expect(page.url()).not.toContain('id=')
    const field = page.getByRole('searchbox', { name: 'Filter' })
    await field.fill('second')
    await expect.poll(rowCount(page)).toBe(1)
    await page.getByRole('button', { name: 'Save 1 as fixture' }).waitFor()
    await rowOf(page, 'second').click()
    await page.getByRole('button', { name: 'Mark', pressed: false }).waitFor()
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Mark', pressed: true }).waitFor()
    await field.fill('')
    await expect.poll(rowCount(page)).toBe(2)
    await rowOf(page, 'first').getByText(', marked').waitFor({ state: 'attached' })
    await rowOf(page, 'second').focus()
    await page.keyboard.press('c')
    await page.getByRole('heading', { name: 'Compare two calls' }).waitFor()
    const figures = page.getByRole('table')
    await figures.getByRole('columnheader', { name: 'Difference' }).waitFor()
    await figures.getByRole('row', { name: /^Tokens/ }).waitFor()
  })

  test('keeps column widths, dragged or typed, after a reload', async () => {
    await ask('hello')
    await using page = await openPage(server)
    const width = (name: string) =>
      rowsOf(page)
        .first()
        .locator(`.c-${name}`)
        .evaluate((cell) => Math.round(cell.getBoundingClientRect().width))
    const handle = page.locator('.calls-head.c-operation .calls-handle')
    const before = await width('operation')
    await handle.hover()
    await page.mouse.down()
    const { x = 0, y = 0 } = (await handle.boundingBox()) ?? {}
    await page.mouse.move(x + 60, y)
    await page.mouse.up()
    await expect.poll(() => width('operation')).toBeGreaterThan(before + 40)
    const dragged = await width('operation')
    await page.getByText('Columns', { exact: true }).click()
    await page.getByRole('spinbutton', { name: 'Width of Source' }).fill('140')
    await page.keyboard.press('Tab')
    await expect.poll(() => width('source')).toBe(140)
    await glance(page, 'live-columns-wide')
    await page.reload()
    await expect.poll(() => width('source')).toBe(140)
    expect(await width('operation')).toBe(dragged)
    await handle.dblclick()
    await expect.poll(() => width('operation')).toBe(before)
  })

  test('stops updating while paused, and is cleared in all tabs unless calls have arrived since', async () => {
    await askMany(2, 'old')
    await using page = await openPage(server, '', { onPage: (one) => one.clock.install() })
    await using other = await openPage(server)
    await expect.poll(rowCount(page)).toBe(2)
    await expect.poll(rowCount(other)).toBe(2)
    await page.getByRole('button', { name: 'Pause' }).click()
    await ask('while paused')
    await page.getByRole('button', { name: 'Resume (1)' }).waitFor()
    expect(await rowCount(page)()).toBe(2)
    await page.getByRole('button', { name: 'Resume (1)' }).click()
    await expect.poll(rowCount(page)).toBe(3)

    const clear = page.getByRole('button', { name: 'Clear' })
    await clear.click()
    await page.getByText('Cleared 3 calls').waitFor()
    await ask('since')
    await rowOf(page, 'since').waitFor()
    await page.clock.fastForward(5_000)
    await page.getByText('the cleared calls stay in the journal').waitFor()
    expect(server.journal.count()).toBe(4)
    expect(await rowCount(page)()).toBe(1)

    await clear.click()
    await page.clock.fastForward(5_000)
    await other.getByRole('heading', { name: 'No calls yet' }).waitFor()
    expect(server.journal.count()).toBe(0)
  })

  test('reports calls that only fixtures and the real Bedrock can answer', async () => {
    await post('/async-invoke', { modelId: 'amazon.nova-reel-v1:0' })
    await post('/model/amazon.nova-sonic-v1:0/invoke-with-bidirectional-stream', {})
    await using page = await openPage(server, '', { expects: /501/ })
    await rowOf(page, 'StartAsyncInvoke')
      .getByRole('gridcell', { name: '501', exact: true })
      .waitFor()
    await rowOf(page, 'StartAsyncInvoke').click()
    const call = page.getByRole('region', { name: 'Call' })
    await call.getByText('bedrock-local does not support StartAsyncInvoke.').waitFor()
    await call.getByText('A fixture with a response body can answer it').waitFor()
    await call.getByRole('tab', { name: 'Request' }).click()
    await call.getByText('The body was not read').waitFor()
    expect(await call.getByRole('button', { name: 'Replay' }).isDisabled()).toBe(true)
    await rowOf(page, 'InvokeModelWithBidirectionalStream').click()
    await call.getByText('Fixtures and recordings cannot answer bidirectional streams.').waitFor()
    expect(await call.getByRole('button', { name: /Replay|Answer/ }).count()).toBe(0)
    await glance(page, 'live-unsupported')
    await page.setViewportSize({ width: 390, height: 760 })
    await page.goto(`${server.url}/#/live`)
    const status = rowOf(page, 'InvokeModelWithBidirectionalStream').getByRole('gridcell', {
      name: '501',
      exact: true,
    })
    const [row, cell] = [await rowsOf(page).first().boundingBox(), await status.boundingBox()]
    expect((cell?.y ?? 0) - (row?.y ?? 0)).toBeLessThan(20)
  })

  test('says how many calls were dropped while it was open, and replays calls of any operation', async () => {
    await using small = await startConsole({ mode: 'mock', journalSize: 2 })
    await using page = await openPage(small)
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor()
    for (const prompt of ['one', 'two', 'three', 'four'])
      await fetch(`${small.url}/model/${NOVA}/converse`, {
        method: 'POST',
        body: JSON.stringify(say(prompt)),
      })
    await page.getByText('2 older calls were dropped').waitFor()
    const doorBody = {
      model: 'openai.gpt-oss-20b-1:0',
      messages: [{ role: 'user', content: 'Hi' }],
    }
    await fetch(`${small.url}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
      body: JSON.stringify(doorBody),
    })
    await rowOf(page, 'ChatCompletions').click()
    await page.getByRole('button', { name: 'Replay' }).click()
    await expect.poll(() => rowOf(page, 'ChatCompletions').count()).toBe(2)
    expect(small.journal.list().map(({ status }) => status)).toEqual([200, 200])
  })
})
