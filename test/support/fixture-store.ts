import type { Answer } from '../../server/bedrock/answer.ts'
import type { Call } from '../../server/bedrock/types.ts'
import { Session } from '../../server/sessions.ts'
import { createStore } from '../../server/store/folder-store.ts'
import type { Store, StoreOptions } from '../../server/store/store.ts'
import { callOf } from './calls.ts'
import type { FixtureFolder } from './fixture-folder.ts'
import type { CallValues } from './calls.ts'

export interface OpenStore extends Store {
  logged: string[]
  [Symbol.dispose](): void
}

/** A store for such folders, closed at the end of the test's scope. */
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
  { session, operation = 'Converse', body: more = {}, ...rest }: Question = {},
): Call {
  const body = { messages: [{ role: 'user', content: [{ text }] }], ...(more as object) }
  const call = callOf(operation, { model: NOVA, ...rest, body })
  return session === undefined ? call : Object.assign(call, { session })
}

export const newSession = (name = 'test') => new Session(name)
