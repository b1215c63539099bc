import { afterAll, beforeAll, expect, test } from 'vitest'
import { screens } from '../../server/console/screens.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const VIEWS = [
  ...screens.map(({ name }) => `#/${name}`),
  '#/practise/faults',
  '#/practise/quotas',
  '#/practise/policy',
  '#/playground?tab=images',
  '#/fixtures/explain',
  '#/fixtures/recordings',
  '#/fixtures?name=new.yaml',
]

// A phone, and a screen of 1280 pixels at twice its size.
const SIZES = [
  { width: 320, height: 640 },
  { width: 640, height: 400 },
]

inBrowser('In little room', () => {
  let server: Awaited<ReturnType<typeof startConsole>>
  beforeAll(async () => {
    server = await startConsole({ mode: 'mock' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('no screen scrolls sideways, and each has one heading of its own', async () => {
    await using page = await openPage(server, '', { expects: /404/ })
    const wrong: string[] = []
    for (const view of VIEWS) {
      await page.goto(`${server.url}/${view}`)
      const heading = page.getByRole('heading', { level: 1 })
      await heading.waitFor({ state: 'attached' })
      if ((await heading.count()) !== 1) wrong.push(`${view} has not one heading`)
      for (const size of SIZES) {
        await page.setViewportSize(size)
        const more = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        if (more > 0) wrong.push(`${view} is ${more}px too wide at ${size.width}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
