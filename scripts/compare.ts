import { parseArgs } from 'node:util'
import type { Runner } from '../server/lambda/runner.ts'
import { bundledFunctions, localRunner, say, variablesFor } from './local-functions.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'

// npm run compare -- "prompt" [--models a,b,c]: the same prompt through converse-once and converse-stream.

// Sooner than this no model of the real service has answered.
const NO_MODEL_MS = 200
const MAX_SHOWN = 200
const PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

interface Run {
  firstTextMs: number
  totalMs: number
  answer: string
}

// When the functions under way printed their first piece of text. Only a streaming one prints any.
const firstChunkAt = new Map<string, number>()

await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { models: { type: 'string' } },
  })
  const prompt = positionals.join(' ').trim() || PROMPT
  const models: (string | undefined)[] = values.models?.split(',').map((model) => model.trim()) ?? [
    undefined,
  ]
  if (models.includes('')) throw new Error('--models takes model ids, separated by commas')
  // At the pace of a real model; without it a mock answers at once and there is nothing to see.
  const { runner, stop } = await localRunner(watchForText, ['--pace', 'realistic'])
  let quick = false
  try {
    for (const model of models) {
      console.log(`\n${model ?? 'amazon.nova-lite-v1:0'}`)
      try {
        quick = (await compare(runner, prompt, model)) < NO_MODEL_MS || quick
      } catch (error) {
        console.log(`  ${error instanceof Error ? error.message : String(error)}`)
        process.exitCode = 1
      }
    }
  } finally {
    stop()
  }
  if (quick)
    say('\nThis server waits for nothing; start it with --pace realistic to compare times.')
}

/** Compares for one model, and tells how long the stream took. */
async function compare(runner: Runner, prompt: string, model: string | undefined): Promise<number> {
  const event = JSON.stringify({ prompt, ...(model !== undefined && { modelId: model }) })
  const once = await measure(runner, 'converse-once', event)
  const stream = await measure(runner, 'converse-stream', event)
  console.log(`${''.padEnd(18)}first text      total`)
  console.log(row('converse-once', once))
  console.log(row('converse-stream', stream))
  console.log(`\n  ${beginning(stream.answer)}`)
  return stream.totalMs
}

function beginning(answer: string): string {
  return answer.length <= MAX_SHOWN ? answer : `${answer.slice(0, MAX_SHOWN)}...`
}

async function measure(runner: Runner, name: string, event: string): Promise<Run> {
  const fn = named(name)
  const variables = variablesFor(fn)
  // A first, senseless call starts the process, so that a cold start does not spoil the comparison.
  await runner.invoke(fn, { event: '{"prompt":""}', variables })
  firstChunkAt.delete(name)
  const startedAt = performance.now()
  const { payload } = await runner.invoke(fn, { event, variables })
  const totalMs = performance.now() - startedAt
  return {
    firstTextMs: (firstChunkAt.get(name) ?? startedAt + totalMs) - startedAt,
    totalMs,
    answer: answerIn(name, payload),
  }
}

function watchForText({ name }: LambdaFunction, text: string): void {
  if (!firstChunkAt.has(name) && text.includes('"Text chunk"'))
    firstChunkAt.set(name, performance.now())
}

function answerIn(name: string, payload: Buffer): string {
  const { statusCode, body } = JSON.parse(payload.toString()) as {
    statusCode?: number
    body?: string
  }
  if (statusCode === 200) return (JSON.parse(body ?? '{}') as { reply: string }).reply
  const { error = body ?? payload.toString() } = JSON.parse(body ?? '{}') as { error?: string }
  throw new Error(`${name} failed: ${error}`)
}

function named(name: string): LambdaFunction {
  const fn = bundledFunctions().find((one) => one.name === name)
  if (fn === undefined) throw new Error(`There is no function "${name}"`)
  return fn
}

function row(name: string, { firstTextMs, totalMs }: Run): string {
  return `  ${name.padEnd(16)}${milliseconds(firstTextMs)}${milliseconds(totalMs)}`
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`.padStart(11)
}
