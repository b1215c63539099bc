import { exec } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'vitest'

// The checks run in parallel to the other tests, which is faster than running them first.

const root = join(import.meta.dirname, '../..')

test.concurrent.each(['lint', 'types', 'check:generated'])('npm run %s', async (script) => {
  // The linter and the compiler are written in Go: with more memory between collections they need a quarter less time.
  const env = { ...process.env, GOGC: '400' }
  await promisify(exec)(`npm run --silent ${script}`, { cwd: root, env }).catch(
    (failure: unknown) => {
      const { stdout, stderr } = failure as { stdout: string; stderr: string }
      throw new Error(`npm run ${script} failed\n${stdout}${stderr}`)
    },
  )
})
