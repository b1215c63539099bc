import type { Bedrock } from '../index.ts'
import { refuseMisses, startTestServer } from './server.ts'
import type { TestBedrock, TestOptions, TestServer } from './server.ts'

type Hook = (run: () => void | Promise<void>) => void

/** The hooks of a test runner. */
export interface Hooks {
  before: Hook
  beforeEach: Hook
  afterEach: Hook
  after: Hook
}

/** Starts a server before the tests, resets it after each test and closes it after all of them. */
export function useWith(hooks: Hooks, options: TestOptions): TestBedrock {
  let server: TestServer | undefined
  let allowed = false
  const bedrock = (): Bedrock => {
    if (server === undefined)
      throw new Error('The server only runs during tests: use it inside tests and hooks.')
    return server.bedrock
  }
  hooks.before(async () => {
    server = await startTestServer(options)
  })
  hooks.beforeEach(() => {
    allowed = options.misses === 'allow'
  })
  hooks.afterEach(() => {
    const misses = server?.takeMisses() ?? []
    bedrock().reset()
    if (!allowed) refuseMisses(misses)
  })
  hooks.after(async () => {
    await server?.stop()
    server = undefined
  })
  return {
    get url() {
      return bedrock().url
    },
    get port() {
      return bedrock().port
    },
    get mode() {
      return bedrock().mode
    },
    get env() {
      return bedrock().env
    },
    get clientConfig() {
      return bedrock().clientConfig
    },
    get fixtures() {
      return bedrock().fixtures
    },
    get faults() {
      return bedrock().faults
    },
    get journal() {
      return bedrock().journal
    },
    get clock() {
      return bedrock().clock
    },
    session: (name) => bedrock().session(name),
    reset: () => bedrock().reset(),
    allowMisses() {
      allowed = true
    },
  }
}
