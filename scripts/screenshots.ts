// `npm run screenshots`: the picture of the web console in the README.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { configOf } from '../server/settings/config.ts'
import { start } from '../server/start/start.ts'
import { findBrowser } from './browser.ts'
import { buildConsole } from './build-console.ts'

const target = resolve(import.meta.dirname, '../server/console/console.png')

const FIXTURES = {
  'capital.yaml':
    'match:\n  prompt: capital of France\n  model: amazon.nova-*\nanswer:\n  text: Paris.\n',
  'story.yaml':
    'match:\n  prompt: story\nanswer:\n  text: Once upon a time there was a small server in Lisbon.\n',
  'report.yaml': 'match:\n  prompt: the report\nanswer:\n  text: All is well.\n',
  'river.yaml':
    'match:\n  operation: InvokeModel\n  prompt: river\nanswer:\n  embedding: [0.25, -0.5, 1]\n',
  'throttling.yaml': 'match:\n  prompt: practise throttling\nerror:\n  type: ThrottlingException\n',
}

const chat = (text: string) => ({ messages: [{ role: 'user', content: [{ text }] }] })
const MICRO = '/model/amazon.nova-micro-v1:0'
const HAIKU = '/model/us.anthropic.claude-haiku-4-5-20251001-v1:0'

/** Calls that a test run might make, the oldest first. */
const CALLS: readonly (readonly [path: string, body?: object])[] = [
  ['/foundation-models'],
  [`${MICRO}/converse`, chat('What is the capital of France?')],
  [`${MICRO}/converse-stream`, chat('Tell me a story about Lisbon')],
  [`${HAIKU}/converse`, chat('Summarise the report in one line')],
  ['/model/amazon.titan-embed-text-v2:0/invoke', { inputText: 'Where does the river end?' }],
  [`${HAIKU}/converse-stream`, chat('Summarise the report in ten lines')],
  [`${MICRO}/converse`, chat('practise throttling')],
  [`${MICRO}/converse`, chat('What is the capital of France, again?')],
  ['/inference-profiles'],
  [
    '/openai/v1/chat/completions',
    { model: 'openai.gpt-oss-20b-1:0', messages: [{ role: 'user', content: 'Tell me a story' }] },
  ],
  [`${MICRO}/converse-stream`, chat('Tell me a story about a lighthouse')],
  ['/model/amazon.nova-lite-v1:0/converse', chat('What is the capital of Frnace?')],
  [`${MICRO}/converse`, chat('Tell me a story about Porto')],
]

const executablePath = findBrowser()
if (executablePath === undefined)
  throw new Error('There is no browser; npx tsx scripts/browser.ts installs one.')
await buildConsole()
const folder = mkdtempSync(join(tmpdir(), 'screenshots-'))
for (const [name, text] of Object.entries(FIXTURES)) writeFileSync(join(folder, name), text)
const server = await start(
  configOf({
    port: 0,
    mode: 'replay',
    fixtures: [folder],
    lambdas: 'none',
    logLevel: 'silent',
    watch: false,
  }),
)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  for (const [path, body] of CALLS) {
    const answer = await fetch(server.url + path, {
      headers: { authorization: 'Bearer local' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    await answer.arrayBuffer()
  }
  const page = await browser.newPage({
    viewport: { width: 1280, height: 560 },
    colorScheme: 'light',
  })
  await page.goto(server.url)
  await page.getByRole('row').filter({ hasText: 'Frnace' }).click()
  await page.getByText(/^Closest:/).waitFor()
  mkdirSync(join(target, '..'), { recursive: true })
  await page.screenshot({ path: target })
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true })
}
