import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventStream } from '../../server/framing/event-stream.ts'
import type { Given } from '../../server/settings/config.ts'
import type { Json } from '../../server/json.ts'
import { startServer } from './server.ts'
import { OWN } from './upstream.ts'

/** A fixtures folder until the end of the test's scope. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'bedrock-local-'))
  return {
    path,
    /** All files in it, by relative path. */
    async files(): Promise<Map<string, string>> {
      const found = new Map<string, string>()
      for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const file = join(entry.parentPath, entry.name)
        // A temporary file may be renamed in the meantime.
        const text = await readFile(file, 'utf8').catch(() => undefined)
        if (text !== undefined) found.set(file.slice(path.length + 1), text)
      }
      return found
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true })
    },
  }
}

export function recording(
  upstream: string,
  folder: string,
  given: Given = {},
  env: NodeJS.ProcessEnv = OWN,
) {
  return startServer({ mode: 'record', upstream, fixtures: [folder], ...given }, env)
}

export function replaying(folder: string, given: Given = {}) {
  return startServer({ mode: 'replay', fixtures: [folder], ...given })
}

export const JSON_ANSWER = [['Content-Type', 'application/json']] as const
export const STREAM_ANSWER = [['Content-Type', eventStream.type]] as const

export function event(type: string, payload: Json): Buffer {
  return eventStream.encode({ type, payload: JSON.stringify(payload) })
}

export function chunk(native: Json): Buffer {
  const bytes = Buffer.from(JSON.stringify(native)).toString('base64')
  return eventStream.encode({ type: 'chunk', payload: JSON.stringify({ bytes, p: 'abcdef' }) })
}

export function exception(type: string, message: string): Buffer {
  return eventStream.encode({ type, payload: JSON.stringify({ message }), exception: true })
}

/** A ConverseStream of one text in pieces. */
export function textStream(pieces: readonly string[]): Buffer[] {
  return [
    event('messageStart', { p: 'abcd', role: 'assistant' }),
    ...pieces.map((text) =>
      event('contentBlockDelta', { contentBlockIndex: 0, delta: { text }, p: 'abc' }),
    ),
    event('contentBlockStop', { contentBlockIndex: 0, p: 'abcdefg' }),
    event('messageStop', { p: 'ab', stopReason: 'end_turn' }),
    event('metadata', {
      metrics: { latencyMs: 321 },
      p: 'abc',
      usage: { inputTokens: 12, outputTokens: 7, serverToolUsage: {}, totalTokens: 19 },
    }),
  ]
}

export function converseBody(text: string): string {
  return JSON.stringify({
    metrics: { latencyMs: 623 },
    output: { message: { content: [{ text }], role: 'assistant' } },
    stopReason: 'end_turn',
    usage: { inputTokens: 8, outputTokens: 2, serverToolUsage: {}, totalTokens: 10 },
  })
}

export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    if (await holds()) return
    await sleep(10)
  }
  throw new Error(`never: ${what}`)
}
