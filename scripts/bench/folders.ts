import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { MODEL, promptOf } from './request.ts'

const made: string[] = []
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-bench-'))
  made.push(folder)
  return folder
}

const ANSWER = 'The harbour wakes before the town does. '.repeat(6)

const kept = new Map<string, string>()

/** Created once for all scenarios; none of them changes it. */
function once(name: string, make: (folder: string) => void): string {
  let folder = kept.get(name)
  if (folder === undefined) {
    kept.set(name, (folder = scratch()))
    make(folder)
  }
  return folder
}

/** Many rules for one model that only differ in their prompt; number 0 answers the scenarios. */
export function rules(count: number): string {
  return once(`${count} rules`, (folder) => {
    for (let number = 0; number < count; number++) {
      write(folder, number, {
        match: { model: MODEL, prompt: { contains: `Number ${number} it is` } },
        answer: { text: ANSWER, usage: { inputTokens: 10, outputTokens: 60 } },
      })
    }
  })
}

/** A typical hand-written rule: the words to look for, and a text. */
export function writtenByHand(): string {
  return once('a rule written by hand', (folder) =>
    write(folder, 0, { match: { prompt: 'Number 0 it is' }, answer: { text: ANSWER } }),
  )
}

/** A rule with a sequence of answers, so that each call counts. */
export function counted(): string {
  return once('a rule that counts', (folder) => {
    const answer = { text: ANSWER, usage: { inputTokens: 10, outputTokens: 60 } }
    write(folder, 0, { match: { prompt: 'Number 0 it is' }, answers: [answer, answer] })
  })
}

/** Many recordings of Converse, each with a different prompt; `bytes` is the size of prompt 0. */
export function recordings(count: number, bytes: number): string {
  return once(`${count} recordings, ${bytes} bytes`, (folder) => {
    for (let number = 0; number < count; number++) {
      // Ten thousand prompts of 50 KB would measure the disk, so all but one are short.
      const documents = recording(promptOf(number === 0 ? bytes : 200, number))
      write(folder, number, documents.map((one) => dump(one)).join('---\n'))
    }
  })
}

function recording(prompt: string): [asked: object, answered: object] {
  const request = {
    request: {
      operation: 'Converse',
      model: MODEL,
      body: {
        inferenceConfig: { maxTokens: 256, temperature: 0.2 },
        messages: [{ role: 'user', content: [{ text: prompt }] }],
      },
    },
    recorded: { at: '2026-01-01T00:00:00Z', region: 'us-east-1', latencyMs: 420 },
  }
  const answered = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: {
      metrics: { latencyMs: 420 },
      output: { message: { content: [{ text: ANSWER }], role: 'assistant' } },
      stopReason: 'end_turn',
      usage: { inputTokens: 10, outputTokens: 60, serverToolUsage: {}, totalTokens: 70 },
    },
  }
  return [request, { responses: [answered] }]
}

/** A stream of about a hundred deltas, at a pace or at once. */
export function streams(pace?: { framesPerSecond: number; seconds: number }): string {
  const folder = scratch()
  const count = pace === undefined ? 100 : pace.framesPerSecond * pace.seconds
  const chunks = Array.from({ length: count }, (_, at) => ` word${at % 10}`)
  write(folder, 0, {
    match: { model: MODEL },
    answer: {
      text: chunks.join(''),
      usage: { inputTokens: 10, outputTokens: count },
      stream:
        pace === undefined
          ? { chunks }
          : {
              pace: 'realistic',
              firstByteMs: 500,
              tokensPerSecond: 2 * pace.framesPerSecond,
              chunks,
            },
    },
  })
  return folder
}

function write(folder: string, number: number, fixture: object | string): void {
  const part = join(folder, String(number % 100))
  mkdirSync(part, { recursive: true })
  const text = typeof fixture === 'string' ? fixture : dump(fixture)
  writeFileSync(join(part, `${number}.yaml`), text)
}
