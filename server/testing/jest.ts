import { useWith } from './hooks.ts'
import type { Hooks } from './hooks.ts'
import type { TestBedrock, TestOptions } from './server.ts'

export type { TestBedrock, TestOptions } from './server.ts'

/**
 * A server for the tests of this file, or of every file when one of `setupFilesAfterEnv` calls it. It runs while they
 * do, the SDKs of this process are pointed at it, and after each test it is reset; a call that found no fixture fails
 * its test.
 */
export function useBedrock(options: TestOptions = {}): TestBedrock {
  const { beforeAll, beforeEach, afterEach, afterAll } = globalThis as unknown as Partial<
    Record<'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll', Hooks['before']>
  >
  if (!beforeAll || !beforeEach || !afterEach || !afterAll)
    throw new Error('bedrock-local/jest needs the globals of Jest (injectGlobals).')
  return useWith({ before: beforeAll, beforeEach, afterEach, after: afterAll }, options)
}
