import type * as jest from '../server/testing/jest.js' with { 'resolution-mode': 'import' }

export type TestOptions = jest.TestOptions
export type TestBedrock = jest.TestBedrock

/**
 * Starts a server for the tests of this file, or of every file if called in `setupFilesAfterEnv`. Points the SDKs of this
 * process at it and resets it after each test. A call that matches no fixture fails its test.
 */
export declare function useBedrock(options?: TestOptions): TestBedrock
