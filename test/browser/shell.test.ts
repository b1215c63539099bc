import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLooks, checkOutline, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('the frame around all screens', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ fixtures: ['fixtures'] })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('opens on Live, and shows the state of the server', async () => {
    await using page = await openPage(server)
    await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
    expect(await page.title()).toBe('Live · bedrock-local')
    expect(await page.getByRole('link', { name: 'Live' }).getAttribute('aria-current')).toBe('page')
    expect(await page.getByRole('combobox', { name: 'Mode' }).inputValue()).toBe('mock')
    await checkOutline(page, 'frame', 'body')
    await checkLooks(page, 'live-empty')
  })

  test('is painted before the server has answered, with little work', async () => {
    const seconds: number[] = []
    for (let tries = 0; tries < 3; tries++) {
      let session: CDPSession | undefined
      await using page = await openPage(server, '', {
        async onPage(opened) {
          await opened.route('**/_admin/**', () => {
            // Never answered.
          })
          session = await opened.context().newCDPSession(opened)
          await session.send('Performance.enable', { timeDomain: 'threadTicks' })
        },
      })
      await page.getByRole('link', { name: 'Status' }).waitFor()
      const { metrics = [] } = (await session?.send('Performance.getMetrics')) ?? {}
      seconds.push(metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Infinity)
    }
    // CPU time, which does not depend on other work on the machine.
    expect(Math.min(...seconds)).toBeLessThan(0.2)
  })

  test('an unknown address shows the list of screens', async () => {
    await using page = await openPage(server, '#/nowhere')
    await page.getByRole('heading', { name: 'There is no screen “nowhere”' }).waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Live' }).click()
    await page.waitForURL(/#\/live$/)
  })

  test('a chosen theme persists', async () => {
    await using page = await openPage(server)
    const themed = () => page.evaluate(() => document.documentElement.dataset['theme'])
    await page.getByRole('button', { name: 'Theme: system' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    expect(await themed()).toBe('dark')
    await page.reload()
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
    expect(await themed()).toBe('dark')
  })

  test('keyboard: ? lists the shortcuts, Ctrl K searches, and typing is left alone', async () => {
    await using page = await openPage(server, '#/nowhere')
    await page.getByRole('main').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Go to Live').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    // Shortcuts work again a moment after the dialog has closed.
    await expect
      .poll(async () => {
        await page.keyboard.press('Control+k')
        return palette.isVisible()
      })
      .toBe(true)
    await palette.getByRole('combobox').fill('li')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/live$/)
    for (const [text, route] of [
      ['nova-lite-v1', /#\/models\/amazon\.nova-lite-v1/],
      ['troubleshooting throttling', /#\/fixtures\?name=troubleshooting%2Fthrottling\.yaml$/],
    ] as const) {
      await page.keyboard.press('Control+k')
      await palette.getByRole('combobox').fill(text)
      await palette.getByRole('option').first().click()
      await page.waitForURL(route)
    }
    await page.goto(`${server.url}/#/nowhere`)
    await page.keyboard.press('g')
    await page.keyboard.press('1')
    await page.waitForURL(/#\/live$/)
  })

  test('switches the mode, and shows the server’s message when it refuses', async () => {
    await using page = await openPage(server)
    const mode = page.getByRole('combobox', { name: 'Mode' })
    await mode.selectOption('replay')
    await expect.poll(() => server.mode.get()).toBe('replay')
    await mode.selectOption('mock')
    await expect.poll(() => server.mode.get()).toBe('mock')
  })
})

inBrowser('the session in the header', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
    for (const session of ['a', 'a', 'b']) {
      const answer = await fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
        method: 'POST',
        headers: { 'x-bedrock-local-session': session },
        body: '{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}',
      })
      await answer.arrayBuffer()
    }
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const partsOf = (page: Page) => ({
    choice: page.getByRole('combobox', { name: 'Session' }),
    rows: page.getByRole('grid', { name: 'Calls' }).getByRole('row'),
  })

  test('is part of every address: links keep it, a copied address restores it, and Back undoes it', async () => {
    await using page = await openPage(server, '#/live')
    const { choice, rows } = partsOf(page)
    await expect.poll(() => rows.count()).toBe(3)
    await choice.selectOption('a')
    await page.waitForURL(/#\/live\?session=a$/)
    await expect.poll(() => rows.count()).toBe(2)
    await page.getByRole('link', { name: 'Status' }).click()
    await page.waitForURL(/#\/status\?session=a$/)
    expect(await choice.inputValue()).toBe('a')
    // A session in the table is selected in the same way.
    await page.getByRole('row', { name: /^b 1 / }).getByRole('link').click()
    await page.waitForURL(/#\/live\?session=b$/)
    await expect.poll(() => rows.count()).toBe(1)
    await choice.selectOption('All')
    await page.waitForURL(/#\/live$/)
    await expect.poll(() => rows.count()).toBe(3)
    for (const [url, chosen] of [
      [/#\/live\?session=b$/, 'b'],
      [/#\/status\?session=a$/, 'a'],
      [/#\/live\?session=a$/, 'a'],
      [/#\/live$/, ''],
    ] as const) {
      await page.goBack()
      await page.waitForURL(url)
      await expect.poll(() => choice.inputValue()).toBe(chosen)
    }

    await using copy = await openPage(server, '#/live?f=Hello&session=a')
    await expect.poll(() => partsOf(copy).rows.count()).toBe(2)
    expect(await partsOf(copy).choice.inputValue()).toBe('a')
    await copy.getByRole('searchbox', { name: 'Filter' }).fill('nothing')
    await copy.waitForURL(/#\/live\?f=nothing&session=a$/)
  })

  test('is shown on a phone if there are several', async () => {
    const viewport = { width: 320, height: 640 }
    await using page = await openPage(server, '#/live?session=b', { viewport })
    await partsOf(page).choice.waitFor()
    await expect.poll(() => partsOf(page).rows.count()).toBe(1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(await partsOf(page).choice.evaluate(({ clientWidth }) => clientWidth)).toBeGreaterThan(
      25,
    )
    await partsOf(page).choice.selectOption('All')
    await partsOf(page).choice.waitFor({ state: 'hidden' })
  })

  test('applies to calls from the playground, which says so', async () => {
    const session = () => server.journal.list().at(-1)?.session
    for (const [hash, expected] of [
      ['#/playground?session=picked', 'picked'],
      ['#/playground', 'console'],
      // It cannot be sent in a header.
      ['#/playground?session=%F0%9F%91%8B', 'console'],
    ] as const) {
      await using page = await openPage(server, hash)
      const note = page.getByText('Calls from here belong to the session picked and advance')
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(`Hello from ${hash}`)
      await page.getByRole('button', { name: 'Run' }).click()
      await page.getByText('end_turn').waitFor()
      expect([await note.count(), session()]).toEqual([expected === 'picked' ? 1 : 0, expected])
    }
    server.sessions.reset('picked')
    for (const name of ['picked', 'console']) server.journal.clear(name)
  })

  test.each([
    ['unknown', 'nobody'],
    ['markup', '<img src=x onerror="document.title=1">\u202E\0'],
    ['endless', 'x'.repeat(100_000)],
    ['a member of every object', '__proto__'],
  ])('may be unknown to the server: %s', async (_what, name) => {
    const before = server.sessions.list().length
    await using page = await openPage(server, `#/live?session=${encodeURIComponent(name)}`)
    const { choice, rows } = partsOf(page)
    await page.getByText('No calls in this session.').waitFor()
    expect(await choice.inputValue()).toBe(name.slice(0, 128))
    expect(await page.locator('header img').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280)
    for (const link of ['Status', 'Practise', 'Live']) {
      await page.getByRole('link', { name: link, exact: true }).first().click()
      await page.getByRole('heading', { level: 1, name: link }).waitFor({ state: 'attached' })
    }
    await choice.selectOption('All')
    await expect.poll(() => rows.count()).toBe(3)
    expect(server.sessions.list().length).toBe(before)
  })
})

inBrowser('a server with an admin token', () => {
  test('shows one field, keeps the view, and takes the token from the address', async () => {
    await using server = await startConsole({ adminToken: 'correct horse' })
    const refused = /401/
    await using page = await openPage(server, '#/live?f=status', { expects: refused })
    await page.getByLabel('Token').fill('battery staple')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('This token is not correct.').waitFor()
    await page.getByLabel('Token').fill('correct horse')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
    expect(page.url()).toContain('#/live?f=status')

    await using other = await openPage(server, '#token=correct%20horse', { expects: refused })
    await other.getByRole('status').filter({ hasText: 'Online' }).waitFor()
    expect(other.url()).not.toContain('token')
  })

  // A percent sign in the address, and a character that no header can have.
  test.each(['50%', '“correct”'])('asks again after %s', async (wrong) => {
    await using server = await startConsole({ adminToken: 'correct horse' })
    const hash = wrong.includes('%') ? `#token=${wrong}` : ''
    await using page = await openPage(server, hash, { expects: /401/ })
    const field = page.getByLabel('Token')
    if (hash === '') {
      await field.fill(wrong)
      await page.getByRole('button', { name: 'Continue' }).click()
    }
    await page.getByText('This token is not correct.').waitFor()
    await field.fill('correct horse')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('status').filter({ hasText: 'Online' }).waitFor()
  })
})
