import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest'
import type { TestAPI } from 'vitest'
import { useWith } from './hooks.ts'
import { refuseMisses, startTestServer } from './server.ts'
import type { TestBedrock, TestOptions, TestServer } from './server.ts'

export type { TestBedrock, TestOptions } from './server.ts'

/**
 * Starts a server for the tests of this file, or of every file if called in a setup file. Points the SDKs of this
 * process at it and resets it after each test. A call that matches no fixture fails its test.
 */
export function useBedrock(options: TestOptions = {}): TestBedrock {
  return useWith({ before: beforeAll, beforeEach, afterEach, after: afterAll }, options)
}

/**
 * A `test` function with a `bedrock` fixture: one server per file, reset after each test. Each `test.concurrent` gets
 * its own session; create the client with its `bedrock.clientConfig`.
 */
export function bedrockTest(options: TestOptions = {}): TestAPI<{ bedrock: TestBedrock }> {
  return test.extend<{ bedrock: TestBedrock; bedrockServer: TestServer }>({
    bedrockServer: [
      // oxlint-disable-next-line no-empty-pattern -- Vitest requires the braces
      async ({}, use) => {
        const server = await startTestServer(options)
        await use(server)
        await server.stop()
      },
      { scope: 'file' },
    ],
    bedrock: async ({ bedrockServer: { bedrock, takeMisses }, task }, use) => {
      let allowed = options.misses === 'allow'
      const session = task.concurrent === true ? bedrock.session(task.id) : undefined
      const { url, port, mode, clock } = bedrock
      const { env, clientConfig, fixtures, faults, journal, reset } = session ?? bedrock
      await use({
        url,
        port,
        mode,
        clock,
        env,
        clientConfig,
        fixtures,
        faults,
        journal,
        reset,
        session: bedrock.session,
        allowMisses() {
          allowed = true
        },
      })
      const misses = takeMisses(session?.name)
      reset()
      if (!allowed) refuseMisses(misses)
    },
  })
}
