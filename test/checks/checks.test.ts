import { exec } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'vitest'

// The checks run beside the other tests, which costs less time than running them first.

const root = join(import.meta.dirname, '../..')

test.concurrent.each(['lint', 'types', 'check:generated'])('npm run %s', async (script) => {
  // The linter and the compiler are written in Go: with more memory before each collection they need a fourth less time.
  const env = { ...process.env, GOGC: '400' }
  await promisify(exec)(`npm run --silent ${script}`, { cwd: root, env }).catch(
    (failure: unknown) => {
      const { stdout, stderr } = failure as { stdout: string; stderr: string }
      throw new Error(`npm run ${script} failed\n${stdout}${stderr}`)
    },
  )
})
