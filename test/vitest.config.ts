import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/longest-first.ts'
import { closingCount } from './support/closing-count.ts'

const suite = (name: string, folders: string, testTimeout: number, ...setup: string[]) => ({
  name,
  include: [`test/${folders}/**/*.test.ts`],
  testTimeout,
  hookTimeout: testTimeout,
  // What a test waits for takes long on a busy machine.
  expect: { poll: { timeout: 30_000 } },
  globalSetup: ['test/support/run-folder.ts', ...setup],
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
    maxWorkers: Math.max(4, availableParallelism() * 2),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: suite('checks', 'checks', 300_000) },
      { test: { ...suite('browser', 'browser', 90_000, 'test/browser/setup.ts'), ...shared } },
      { test: { ...suite('model', 'model', 120_000, 'test/model/setup.ts'), ...shared } },
      { test: { ...suite('e2e', 'e2e', 300_000, 'test/e2e/setup.ts'), ...shared } },
      // One project, since workers share their modules within a project only.
      { test: { ...suite('server', '{sdk,soak,unit}', 120_000), ...shared } },
    ],
  },
})
