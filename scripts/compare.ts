import { command } from '../server/commands/command.ts'
import { shellVariables } from '../server/commands/run/shell-variables.ts'
import { PRELUDE_TYPE, PreludeReader } from '../server/lambda/function-url.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'
import type { Runner } from '../server/lambda/runner.ts'
import { bundledFunctions, localRunner, say } from './local-functions.ts'
import { runScript } from './run-script.ts'
import { axis, timeline } from './timeline.ts'
import type { Run } from './timeline.ts'
import { messageOf } from '../server/text/error-message.ts'

// npm run compare -- "prompt" [--functions a,b] [--models a,b]: when does the text of each function arrive?

// No real model answers sooner than this.
const MIN_MODEL_MS = 200
const MAX_SHOWN = 200
const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

interface Answer extends Run {
  name: string
  text: string
}

// When the functions that are running logged a piece of text.
const logged = new Map<string, number[]>()

await runScript(
  command({
    name: 'npm run compare',
    summary: 'measure when the text of each function arrives',
    args: '[prompt...]',
    flags: [
      {
        name: 'functions',
        kind: 'list',
        default: ['converse-once', 'converse-stream'],
        help: 'names of functions',
      },
      { name: 'models', kind: 'list', help: 'model ids' },
    ],
    examples: [
      'npm run compare',
      'npm run compare -- "Why is the sky blue?" --functions converse-once,live-stream',
    ],
    load: () => Promise.resolve(main),
  }),
  1,
)

interface Flags {
  functions: readonly string[]
  models: readonly string[] | undefined
}

async function main(flags: Flags, words: readonly string[]): Promise<number> {
  let code = 0
  const prompt = words.join(' ').trim() || DEFAULT_PROMPT
  const functions = flags.functions.map(named)
  const models: readonly (string | undefined)[] = flags.models ?? [undefined]
  // At the pace of a real model; otherwise the mock answers at once, and there is nothing to compare.
  const { runner, stop } = await localRunner({
    onLog: noteText,
    serverArgs: ['--pace', 'realistic'],
  })
  let fastest = Infinity
  try {
    for (const model of models) {
      console.log(`\n${model ?? functions[0]?.variables['MODEL_ID'] ?? 'the default model'}`)
      try {
        fastest = Math.min(fastest, await compare(runner, functions, prompt, model))
      } catch (error) {
        console.log(`  ${messageOf(error)}`)
        code = 1
      }
    }
  } finally {
    stop()
  }
  if (fastest < MIN_MODEL_MS)
    say('\nThis server answers at once; start it with --pace realistic to compare times.')
  return code
}

/** Compares the functions for one model, and returns the time of the fastest one. */
async function compare(
  runner: Runner,
  functions: readonly LambdaFunction[],
  prompt: string,
  model: string | undefined,
): Promise<number> {
  const event = JSON.stringify({ prompt, ...(model !== undefined && { modelId: model }) })
  const answers: Answer[] = []
  for (const fn of functions) answers.push(await measure(runner, fn, event))
  const longestMs = Math.max(...answers.map(({ totalMs }) => totalMs))
  console.log(`${''.padEnd(18)}first text      total`)
  for (const { name, textMs, totalMs } of answers) {
    const first = milliseconds(textMs[0] ?? totalMs)
    console.log(`  ${name.padEnd(16)}${first}${milliseconds(totalMs)}`)
  }
  console.log()
  for (const answer of answers)
    console.log(`  ${answer.name.padEnd(16)} ${timeline(answer, longestMs)}`)
  console.log(`  ${''.padEnd(16)} ${axis(longestMs)}`)
  const text = answers.at(-1)?.text ?? ''
  console.log(`\n  ${text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}...`}`)
  return Math.min(...answers.map(({ totalMs }) => totalMs))
}

async function measure(runner: Runner, fn: LambdaFunction, event: string): Promise<Answer> {
  const { name } = fn
  const variables = shellVariables(process.env, Object.keys(fn.variables))
  // An invalid call first starts the process, so that a cold start does not spoil the comparison.
  await runner.invoke(fn, { event: '{"prompt":""}', variables })
  logged.set(name, [])
  const reader = new PreludeReader()
  const streamed: { at: number; text: string }[] = []
  const startedAt = performance.now()
  const { payload, error } = await runner.invoke(fn, {
    event,
    variables,
    onChunk(bytes, contentType) {
      const body = contentType === PRELUDE_TYPE ? reader.read(bytes) : bytes
      if (body === undefined || body.length === 0) return
      streamed.push({ at: performance.now(), text: body.toString() })
    },
  })
  const totalMs = performance.now() - startedAt
  if (error !== undefined) throw new Error(`${name} failed: ${error.errorMessage}`)
  const text = streamed.map((piece) => piece.text).join('')
  if (reader.head !== undefined && reader.head.status !== 200)
    throw new Error(`${name} failed: ${text}`)
  const times = streamed.length > 0 ? streamed.map(({ at }) => at) : (logged.get(name) ?? [])
  return {
    name,
    textMs: times.map((at) => at - startedAt),
    totalMs,
    text: streamed.length > 0 ? text : replyIn(name, payload),
  }
}

function noteText({ name }: LambdaFunction, text: string): void {
  const pieces = text.split('"Text chunk"').length - 1
  for (let piece = 0; piece < pieces; piece += 1) logged.get(name)?.push(performance.now())
}

function replyIn(name: string, payload: Buffer): string {
  const { statusCode, body = '{}' } = JSON.parse(payload.toString()) as {
    statusCode?: number
    body?: string
  }
  const { reply, error = body, detail } = JSON.parse(body) as Record<string, string | undefined>
  if (statusCode !== 200) throw new Error(`${name} failed: ${detail ?? error}`)
  if (typeof reply === 'string') return reply
  throw new Error(`${name} returns no reply that could be compared`)
}

function named(name: string): LambdaFunction {
  const functions = bundledFunctions()
  const fn = functions.find((one) => one.name === name)
  if (fn !== undefined) return fn
  const names = functions.map((one) => one.name).join(', ')
  throw new Error(`There is no function "${name}". There are: ${names}`)
}

function milliseconds(value: number): string {
  return `${Math.round(value)} ms`.padStart(11)
}
