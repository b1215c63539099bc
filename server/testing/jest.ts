import { useWith } from './hooks.ts'
import type { Hooks } from './hooks.ts'
import type { TestBedrock, TestOptions } from './server.ts'

export type { TestBedrock, TestOptions } from './server.ts'

/**
 * Starts a server for the tests of this file, or of every file if called in `setupFilesAfterEnv`. Points the SDKs of
 * this process at it and resets it after each test. A call that matches no fixture fails its test.
 */
export function useBedrock(options: TestOptions = {}): TestBedrock {
  const { beforeAll, beforeEach, afterEach, afterAll } = globalThis as unknown as Partial<
    Record<'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll', Hooks['before']>
  >
  if (!beforeAll || !beforeEach || !afterEach || !afterAll)
    throw new Error("bedrock-local/jest needs Jest's globals (injectGlobals).")
  return useWith({ before: beforeAll, beforeEach, afterEach, after: afterAll }, options)
}
