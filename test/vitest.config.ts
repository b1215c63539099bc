import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { closingCount } from './support/closing-count.ts'

const suite = (name: string, testTimeout: number) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  testTimeout,
  hookTimeout: testTimeout,
  globalSetup: ['test/support/run-folder.ts'],
})

// Importing the server and the SDK for every file took most of the time, so files share a worker's modules.
// A test must therefore leave nothing behind in them: no folder, stub or listener of its own.
const shared = { isolate: false, pool: 'threads' } as const

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    reporters: ['default', closingCount],
    projects: [
      { test: { ...suite('unit', 10_000), ...shared } },
      { test: { ...suite('sdk', 30_000), ...shared } },
      { test: suite('e2e', 120_000) },
      {
        test: {
          ...suite('browser', 30_000),
          globalSetup: ['test/support/run-folder.ts', 'test/browser/setup.ts'],
        },
      },
    ],
  },
})
