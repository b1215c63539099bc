import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './support/longest-first.ts'
import { closingCount } from './support/closing-count.ts'

const common = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // What a test waits for takes long on a busy machine.
  expect: { poll: { timeout: 30_000 } },
}

// A version manager's script in Python's place takes longer to start than Python does.
const { stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable, end="")'])
if (stdout?.length > 0)
  process.env['PATH'] = `${dirname(String(stdout))}${delimiter}${process.env['PATH']}`

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    reporters: ['default', closingCount],
    // The projects share what they compile, and the next run finds it.
    experimental: { fsModuleCache: true },
    // Many tests wait for a pause or for another process. Each worker compiles everything anew, so a fourth one for two
    // cores costs more than it gains.
    maxWorkers: Math.max(3, Math.ceil(availableParallelism() * 1.5)),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...common, name: 'checks', include: ['test/checks/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'tests',
          include: ['test/{browser,model,e2e,sdk,soak,unit}/**/*.test.ts'],
          globalSetup: 'test/support/setup.ts',
          // Importing the server and the SDK for every file took most of the time, so files share a worker's modules,
          // which they do within a project only. A test must therefore leave nothing behind in them: no folder, stub
          // or listener of its own.
          isolate: false,
          pool: 'threads',
        },
      },
    ],
  },
})
