import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { screens } from '../../server/console/screens.ts'
import { NOVA } from '../support/answers.ts'
import { functionFolder } from '../support/functions.ts'
import { folderOf } from './folder.ts'
import { inBrowser, openPage, startConsole } from './page.ts'

const LONG = 'x'.repeat(300)

// A phone, and a screen of 1280 pixels at 200% zoom.
const SIZES = [
  { width: 320, height: 640 },
  { width: 640, height: 400 },
]

/** Stored in the tab, as the playground does: a long answer, a table, code and an error. */
const CONVERSATION = {
  columns: [
    {
      id: 0,
      modelId: NOVA,
      turns: [
        {
          id: 0,
          question: [{ text: LONG }],
          answer: {
            blocks: [
              { text: `| a | b |\n| - | - |\n| ${LONG} | 2 |\n\n\`\`\`js\n${LONG}\n\`\`\`\n` },
              { toolUse: { toolUseId: 'one', name: LONG, input: { [LONG]: LONG } } },
            ],
            stopReason: 'tool_use',
            usage: { inputTokens: 1, outputTokens: 2 },
          },
          state: 'done',
          source: 'fixture',
          fixture: LONG,
          firstMs: 1,
          totalMs: 2,
        },
        {
          id: 1,
          question: [{ text: 'Hello' }],
          answer: { blocks: [] },
          state: 'failed',
          error: `ThrottlingException: ${LONG}`,
        },
      ],
    },
  ],
  system: LONG,
  parameters: { maxTokens: '1', temperature: '', topP: '', stopSequences: '', additional: '' },
  extra: { [LONG]: 1 },
  streams: true,
}

inBrowser('Every screen', () => {
  const fixtures = folderOf({
    [`${'deep/'.repeat(8)}${'long-'.repeat(20)}.yaml`]: `name: ${LONG}\nmatch:\n  prompt: ${LONG}\nanswer:\n  text: ${LONG}\n`,
    'hello.yaml': 'match:\n  prompt: hello\nanswer:\n  text: Hello!\n',
    'broken.yaml': 'match:\n  prompt: x\nerror:\n  type: Thrott\n',
  })
  const functions = functionFolder({
    [`greets-${'a'.repeat(50)}`]: 'export const handler = async () => 1',
  })
  let server: Awaited<ReturnType<typeof startConsole>>
  let views: readonly string[]
  beforeAll(async () => {
    server = await startConsole({
      mode: 'mock',
      fixtures: [fixtures.dir],
      allowBroken: true,
      lambdas: functions.dir,
      quotas: { '*': { requestsPerMinute: 10 } },
    })
    for (const [text, path] of [
      [LONG, 'converse'],
      ['hello', 'converse-stream'],
      ['hello there', 'converse'],
    ]) {
      const answer = await fetch(`${server.url}/model/${NOVA}/${path}`, {
        method: 'POST',
        headers: { 'x-bedrock-local-session': LONG.slice(0, 100) },
        body: JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }),
      })
      await answer.arrayBuffer()
    }
    await fetch(`${server.url}/_admin/faults?session=other`, {
      method: 'POST',
      body: JSON.stringify({ name: LONG, error: 'ThrottlingException', match: { prompt: LONG } }),
    })
    const [a, b] = server.journal.list().map(({ id }) => id)
    views = [
      ...screens.map(({ name }) => `#/${name}`),
      ...['why', 'request', 'answer', 'timeline', 'code'].map((tab) => `#/live?id=${b}&tab=${tab}`),
      `#/live/compare?a=${a}&b=${b}`,
      '#/models?view=table',
      '#/models/amazon.nova-lite-v1:0',
      '#/playground?tab=invoke',
      '#/playground?tab=images',
      '#/fixtures/explain',
      '#/fixtures/recordings',
      '#/fixtures?name=new.yaml',
      '#/fixtures?name=broken.yaml',
      '#/fixtures?show=problems',
      '#/practise/faults',
      '#/practise/quotas',
      '#/practise/policy',
      `#/lambdas/greets-${'a'.repeat(50)}`,
      `#/lambdas/greets-${'a'.repeat(50)}?tab=url`,
      '#/nowhere',
    ]
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    fixtures[Symbol.dispose]()
    functions[Symbol.dispose]()
  })

  test('has one heading and a title, never scrolls sideways, and works without colours and motion', async () => {
    await using page = await openPage(server, '', {
      expects: /404/,
      onPage: (opened) =>
        opened.addInitScript(
          (kept) => sessionStorage.setItem('bedrock-local.playground', kept),
          JSON.stringify(CONVERSATION),
        ),
    })
    const wrong: string[] = []
    const titles = new Set<string>()
    for (const view of views) {
      await page.goto(`${server.url}/${view}`)
      const heading = page.getByRole('heading', { level: 1 })
      await heading.waitFor({ state: 'attached' })
      await page.getByText('Loading').waitFor({ state: 'detached' })
      if ((await heading.count()) !== 1) wrong.push(`${view} has not one heading`)
      titles.add(await page.title())
      for (const size of SIZES) {
        await page.setViewportSize(size)
        const wide = await tooWide(page)
        if (wide !== undefined) wrong.push(`${view} is too wide at ${size.width}: ${wide}`)
      }
      await page.emulateMedia({ forcedColors: 'active' })
      for (const name of await unmarked(page)) wrong.push(`${view} does not mark ${name}`)
      await page.emulateMedia({ forcedColors: 'none' })
      const moving = await page.evaluate(() => document.getAnimations().length)
      if (moving > 0) wrong.push(`${view} moves`)
    }
    expect(wrong).toEqual([])
    for (const { label } of screens) expect(titles).toContain(`${label} · bedrock-local`)
    expect(titles).toContain('amazon.nova-lite-v1:0 · Models · bedrock-local')
    expect(titles).toContain('broken.yaml · Fixtures · bedrock-local')
  })

  test('shows placeholders as legibly as other dim text', async () => {
    await using page = await openPage(server, '#/playground', { colorScheme: 'dark' })
    const field = page.getByPlaceholder('Ask the model')
    const colour = await field.evaluate((it) => getComputedStyle(it, '::placeholder').color)
    const dim = await page
      .locator('.dim')
      .first()
      .evaluate((it) => getComputedStyle(it).color)
    expect(colour).toBe(dim)
  })

  test('returns focus after a dialog closes', async () => {
    await using page = await openPage(server)
    for (const [view, name] of [
      ['#/live', 'Keyboard shortcuts'],
      ['#/playground', 'View API request'],
      ['#/status', 'Reset all sessions'],
      ['#/practise', 'View code for Throttling'],
    ] as const) {
      await page.goto(`${server.url}/${view}`)
      const button = page.getByRole('button', { name })
      await button.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect
        .poll(() => button.evaluate((element) => element === document.activeElement))
        .toBe(true)
    }
  })
})

/** The innermost element that makes the page scroll sideways. */
const tooWide = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return undefined
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth,
    )
    return wide.at(-1)?.outerHTML.slice(0, 100) ?? 'something'
  })

/** Selected elements that look unselected if the browser forces its own colours. */
const unmarked = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const plain = getComputedStyle(document.body).backgroundColor
    const chosen =
      'a[aria-current], [aria-pressed="true"], [role="tab"][aria-selected="true"], [role="option"][aria-selected="true"]'
    return [...document.querySelectorAll<HTMLElement>(chosen)]
      .filter((element) => element.checkVisibility())
      .filter((element) => getComputedStyle(element).backgroundColor === plain)
      .map(({ textContent }) => textContent)
  })
