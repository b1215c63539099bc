import type { Browser, Page } from 'playwright-core'

// A new page needs a new browser process, which is half the cost of a short test. Pages of servers on one
// address share a process, so a finished page is kept for the next test.

export const WIDE = { width: 1280, height: 800 }
const TIMEOUT_MS = 20_000

const kept: Page[] = []

/** A kept page, or a new one. */
export async function takePage(browser: Browser): Promise<Page> {
  const page = kept.pop()
  if (page !== undefined && page.context().browser() === browser) return page
  return newPage(browser)
}

/** A page in a separate context, with options that a kept page cannot have. */
export async function newPage(browser: Browser, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(TIMEOUT_MS)
  return context.newPage()
}

/** Removes all traces of the test: running scripts, storage, routes and appearance. */
export async function keepPage(page: Page, origin: string): Promise<void> {
  const empty = `${origin}/_empty`
  try {
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.route(empty, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
    await page.goto(empty)
    await page.unrouteAll()
    await page.evaluate(() => {
      localStorage.clear()
      sessionStorage.clear()
    })
    await page.setViewportSize(WIDE)
    await page.emulateMedia({
      colorScheme: null,
      contrast: null,
      forcedColors: null,
      media: null,
      reducedMotion: null,
    })
    await page.mouse.move(0, 0)
    kept.push(page)
  } catch {
    await page.context().close()
  }
}
