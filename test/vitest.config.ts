import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { closingCount } from './support/closing-count.ts'

const suite = (name: string, testTimeout: number) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  testTimeout,
  hookTimeout: testTimeout,
  // What a test waits for takes long on a busy machine.
  expect: { poll: { timeout: 30_000 } },
  globalSetup: ['test/support/run-folder.ts'],
})

// Importing the server and the SDK for every file took most of the time, so files share a worker's modules.
// A test must therefore leave nothing behind in them: no folder, stub or listener of its own.
const shared = { isolate: false, pool: 'threads' } as const

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    reporters: ['default', closingCount],
    // The projects share what they compile, and the next run finds it.
    experimental: { fsModuleCache: true },
    // Many tests wait for a pause or for another process.
    maxWorkers: Math.max(3, availableParallelism()),
    // Vitest runs them in the order of their names: the slowest files come first.
    projects: [
      {
        test: {
          ...suite('browser', 90_000),
          ...shared,
          globalSetup: ['test/support/run-folder.ts', 'test/browser/setup.ts'],
        },
      },
      { test: suite('checks', 300_000) },
      {
        test: {
          ...suite('e2e', 300_000),
          ...shared,
          globalSetup: ['test/support/run-folder.ts', 'test/e2e/setup.ts'],
        },
      },
      {
        test: {
          ...suite('model', 120_000),
          ...shared,
          globalSetup: ['test/support/run-folder.ts', 'test/model/setup.ts'],
        },
      },
      { test: { ...suite('sdk', 90_000), ...shared } },
      { test: { ...suite('soak', 120_000), ...shared } },
      { test: { ...suite('unit', 60_000), ...shared } },
    ],
  },
})
