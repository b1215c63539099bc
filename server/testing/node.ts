import { after, afterEach, before, beforeEach } from 'node:test'
import { useWith } from './hooks.ts'
import type { TestBedrock, TestOptions } from './server.ts'

export type { TestBedrock, TestOptions } from './server.ts'

/**
 * A server for the tests of this file, or of the `describe` that calls it. It runs while they do, the SDKs of this
 * process are pointed at it, and after each test it is reset; a call that found no fixture fails its test.
 */
export function useBedrock(options: TestOptions = {}): TestBedrock {
  return useWith({ before, beforeEach, afterEach, after }, options)
}
