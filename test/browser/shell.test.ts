import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLooks, checkOutline, inBrowser, openPage, startConsole } from './page.ts'

inBrowser('the frame around all screens', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ fixtures: ['fixtures'] })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('opens on Live, and says what the server is', async () => {
    await using page = await openPage(server)
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
    expect(await page.title()).toBe('Live · bedrock-local')
    expect(await page.getByRole('link', { name: 'Live' }).getAttribute('aria-current')).toBe('page')
    expect(await page.getByRole('combobox', { name: 'Mode' }).inputValue()).toBe('mock')
    await checkOutline(page, 'frame', 'body')
    await checkLooks(page, 'live-empty')
  })

  test('is painted before the server has told it anything, with little work', async () => {
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
    // Time of the processor, which other work on the machine does not lengthen.
    expect(Math.min(...seconds)).toBeLessThan(0.2)
  })

  test('an unknown address says so and lists the screens', async () => {
    await using page = await openPage(server, '#/nowhere')
    await page.getByRole('heading', { name: 'There is no screen “nowhere”' }).waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Live' }).click()
    await page.waitForURL(/#\/live$/)
  })

  test('a theme that is chosen stays', async () => {
    await using page = await openPage(server)
    const themed = () => page.evaluate(() => document.documentElement.dataset['theme'])
    await page.getByRole('button', { name: 'Theme: system' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).click()
    expect(await themed()).toBe('dark')
    await page.reload()
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor()
    expect(await themed()).toBe('dark')
  })

  test('keys: ? lists them, Ctrl K finds by name, typing is left alone', async () => {
    await using page = await openPage(server, '#/nowhere')
    await page.getByRole('main').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Go to Live').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const palette = page.getByRole('dialog', { name: 'Palette' })
    // Keys work again a moment after the dialog has closed.
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

  test('the mode is switched here, and the server refuses what it cannot do in its own words', async () => {
    await using page = await openPage(server)
    const mode = page.getByRole('combobox', { name: 'Mode' })
    await mode.selectOption('replay')
    await expect.poll(() => server.mode.get()).toBe('replay')
    await mode.selectOption('mock')
    await expect.poll(() => server.mode.get()).toBe('mock')
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
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
    expect(page.url()).toContain('#/live?f=status')

    await using other = await openPage(server, '#token=correct%20horse', { expects: refused })
    await other.getByRole('status').filter({ hasText: 'live' }).waitFor()
    expect(other.url()).not.toContain('token')
  })
})
