import { after, afterEach, before, beforeEach } from 'node:test'
import { useWith } from './hooks.ts'
import type { TestBedrock, TestOptions } from './server.ts'

export type { TestBedrock, TestOptions } from './server.ts'

/**
 * Starts a server for the tests of this file, or of the `describe` that calls it. Points the SDKs of this process at
 * it and resets it after each test. A call that matches no fixture fails its test.
 */
export function useBedrock(options: TestOptions = {}): TestBedrock {
  return useWith({ before, beforeEach, afterEach, after }, options)
}
