import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Answer } from '../../server/bedrock/answer.ts'
import type { Call } from '../../server/bedrock/types.ts'
import { Session } from '../../server/sessions.ts'
import { createStore } from '../../server/store/folder-store.ts'
import type { Store, StoreOptions } from '../../server/store/store.ts'
import { callOf } from './calls.ts'
import type { CallValues } from './calls.ts'

export interface FixtureFolder {
  path: string
  write(name: string, text: string | Buffer): string
  remove(name?: string): void
  [Symbol.dispose](): void
}

/** A folder of fixture files, as they are written, that is gone at the end of the test's scope. */
export function fixtureFolder(files: Record<string, string | Buffer> = {}): FixtureFolder {
  const path = mkdtempSync(join(tmpdir(), 'bedrock-local-'))
  const folder: FixtureFolder = {
    path,
    write(name, text) {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      return file
    },
    remove: (name = '.') => rmSync(join(path, name), { recursive: true, force: true }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
  for (const [name, text] of Object.entries(files)) folder.write(name, text)
  return folder
}

export interface OpenStore extends Store {
  logged: string[]
  [Symbol.dispose](): void
}

/** A store over such folders, closed at the end of the test's scope. */
export function openStore(
  folders: readonly FixtureFolder[],
  options: Partial<StoreOptions> = {},
): OpenStore {
  const logged: string[] = []
  const store = createStore({
    folders: folders.map(({ path }) => path),
    watch: false,
    log: (level, message) => logged.push(`${level}: ${message}`),
    ...options,
  })
  return Object.assign(store, {
    logged,
    [Symbol.dispose]: () => store.close(),
  })
}

/** Counts and plays what answers a call. */
export function played(store: Store, call: Call): Answer | undefined {
  const answer = store.take(store.candidates(call), call)
  if (answer instanceof Promise) throw new Error('this process counts, so nothing waits')
  return answer
}

export const NOVA = 'amazon.nova-micro-v1:0'
export const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0'

interface Question extends CallValues {
  /** Calls may share one. */
  session?: Session
  operation?: string
}

/** A question put with Converse; `body` adds to it. */
export function question(
  text: string,
  { session, operation = 'Converse', body: more = {}, ...asked }: Question = {},
): Call {
  const body = { messages: [{ role: 'user', content: [{ text }] }], ...(more as object) }
  const call = callOf(operation, { model: NOVA, ...asked, body })
  return session === undefined ? call : Object.assign(call, { session })
}

export const newSession = (name = 'test') => new Session(name)
