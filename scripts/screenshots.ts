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
}

const QUESTIONS = [
  ['amazon.nova-micro-v1:0', 'Tell me a story about Lisbon'],
  ['amazon.nova-micro-v1:0', 'What is the capital of France?'],
  ['amazon.nova-lite-v1:0', 'What is the capital of Frnace?'],
] as const

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
  for (const [model, text] of QUESTIONS) {
    const answer = await fetch(`${server.url}/model/${model}/converse`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] }),
    })
    await answer.arrayBuffer()
  }
  const page = await browser.newPage({
    viewport: { width: 1280, height: 560 },
    colorScheme: 'light',
  })
  await page.goto(server.url)
  await page.getByRole('row').filter({ hasText: 'Frnace' }).click()
  await page.getByText('Closest:').waitFor()
  mkdirSync(join(target, '..'), { recursive: true })
  await page.screenshot({ path: target })
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true })
}
