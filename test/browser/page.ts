import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { folderOf } from './folder.ts'
import { WIDE, keepPage, newPage, takePage } from './kept-pages.ts'
import { outlineOf } from './outline.ts'

const NARROW = { width: 390, height: 760 }

/** One connection serves all files of a worker. */
let browser: Browser | undefined

/** A group of tests in a real browser; skipped if there is none. */
export function inBrowser(name: string, tests: () => void): void {
  const endpoint = inject('browser')
  // oxlint-disable-next-line vitest/valid-title -- the caller's title
  describe.skipIf(endpoint === undefined)(name, () => {
    beforeAll(async () => {
      if (browser?.isConnected() !== true) browser = await chromium.connect(endpoint ?? '')
    })
    tests()
  })
}

/** A server with the console. Tests of a file share one if possible: `beforeAll`, and `reset` between tests. */
export function startConsole(...[given, env]: Parameters<typeof startServer>) {
  return startServer({ console: true, ...given }, env)
}

/** One console with these fixtures for all tests of a group; each test starts with an empty journal. */
export function consoleWith(fixtures: Readonly<Record<string, string>>): Server {
  let folder: ReturnType<typeof folderOf>
  let server: Server
  beforeAll(async () => {
    folder = folderOf(fixtures)
    server = await startConsole({ mode: 'mock', fixtures: [folder.dir] })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  beforeEach(() => server.journal.clear())
  return new Proxy({} as Server, { get: (_, name): unknown => Reflect.get(server, name) })
}

interface OpenOptions extends BrowserContextOptions {
  /** Console errors that the test expects, such as a rejected request. */
  expects?: RegExp
  /** Called with the page before it navigates. */
  onPage?: (page: Page) => unknown
}

/**
 * A page with nothing stored: `await using page = await openPage(server, '#/live')`. At the end of the scope the test
 * fails if the page wrote an error to its console, broke its content security policy or threw.
 */
export async function openPage({ url }: { url: string }, hash = '', options: OpenOptions = {}) {
  const { expects, onPage, ...context } = options
  if (browser === undefined) throw new Error('openPage belongs into inBrowser')
  // Neither the options of a context nor what a test does before navigation can be undone.
  const keep = onPage === undefined && Object.keys(context).length === 0
  const page = keep ? await takePage(browser) : await newPage(browser, context)
  const problems: string[] = []
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error' && expects?.test(message.text()) !== true)
      problems.push(message.text())
  }
  const onError = (error: Error) => void problems.push(String(error))
  page.on('console', onConsole).on('pageerror', onError)
  await onPage?.(page)
  await page.goto(`${url}/${hash}`)
  return Object.assign(page, {
    problems,
    async [Symbol.asyncDispose]() {
      page.off('console', onConsole).off('pageerror', onError)
      await (keep ? keepPage(page, url) : page.context().close())
      expect(problems).toEqual([])
    },
  })
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

// The theme only changes colours, so the other rules need to run in one theme only.
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

interface Axe {
  run(
    context: Document,
    options: { resultTypes: string[]; runOnly?: string[] },
  ): Promise<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
  }>
}

/** The problems that axe finds, one line per rule, and whether anything overflows sideways. */
async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Loading axe takes about as long as running it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  return page.evaluate(
    async (runOnly) => {
      const { axe } = globalThis as unknown as { axe: Axe }
      const options = { resultTypes: ['violations'], ...(runOnly !== undefined && { runOnly }) }
      const { violations } = await axe.run(document, options)
      const { scrollWidth, clientWidth } = document.documentElement
      return [
        ...violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(' | ')}`,
        ),
        ...(scrollWidth > clientWidth
          ? [`the page is ${scrollWidth - clientWidth}px too wide`]
          : []),
      ]
    },
    rules && [...rules],
  )
}

/** What a screen reader announces of a view: kept in a file, and reviewed like code. `-u` rewrites it. */
export async function checkOutline(page: Page, name: string, part = 'main'): Promise<void> {
  const file = join(import.meta.dirname, 'aria', `${name}.txt`)
  const outline = async () => outlineOf(await page.locator(part).ariaSnapshot())
  // Some parts may still be loading.
  for (let tries = 0; tries < 100 && (await outline()) !== textOf(file); tries++)
    await page.waitForTimeout(100)
  await expect(await outline()).toMatchFileSnapshot(file)
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

interface Look {
  viewport: { width: number; height: number }
  colorScheme: 'light' | 'dark'
  /** Instead of the whole page. */
  rules?: readonly string[]
}

const LOOKS: readonly Look[] = [
  { viewport: WIDE, colorScheme: 'light' },
  { viewport: WIDE, colorScheme: 'dark', rules: COLOUR_RULES },
  { viewport: NARROW, colorScheme: 'light' },
  { viewport: NARROW, colorScheme: 'dark', rules: COLOUR_RULES },
]

/** Checks a screen in both themes and both widths, and its screen reader outline. */
export async function checkLooks(page: Page, name: string): Promise<void> {
  await checkOutline(page, name)
  await look(page, name, LOOKS)
}

/** Checks another state of a screen in the narrowest variant only; the screen itself is checked in all four. */
export async function glance(page: Page, name: string): Promise<void> {
  await look(page, name, [{ viewport: NARROW, colorScheme: 'dark' }])
}

/** Saves a picture of each in the folder BEDROCK_LOCAL_PICTURES. */
async function look(page: Page, name: string, looks: readonly Look[]): Promise<void> {
  const folder = process.env['BEDROCK_LOCAL_PICTURES']
  if (folder !== undefined) mkdirSync(folder, { recursive: true })
  for (const { viewport, colorScheme, rules } of folder === undefined ? looks : LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    const picture = `${name}-${viewport.width}-${colorScheme}`
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${picture}.png`) })
    expect({ picture, wrong: await findViolations(page, rules) }).toEqual({ picture, wrong: [] })
  }
  await page.setViewportSize(WIDE)
}
