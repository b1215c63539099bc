import type { Browser, Page } from 'playwright-core'

// A new page takes a new process of the browser, which is half of what a short test costs. Pages of servers on one
// address share a process, so a page that is done is kept for the next test.

export const WIDE = { width: 1280, height: 800 }
const TIMEOUT_MS = 20_000

const kept: Page[] = []

/** A page that was kept, or a new one. */
export async function takePage(browser: Browser): Promise<Page> {
  const page = kept.pop()
  if (page !== undefined && page.context().browser() === browser) return page
  return newPage(browser)
}

/** A page in a context of its own, with options that a page which is kept cannot have. */
export async function newPage(browser: Browser, options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(TIMEOUT_MS)
  return context.newPage()
}

/** Leaves nothing of the test: no script that runs, nothing stored, no route, and no look of its own. */
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
