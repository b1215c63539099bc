// Runs the suite on every supported release line of Node.
import { spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode } from './node-lines.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const LINES = ['20', '22', '24', '26']

const chosen = process.argv.slice(2)
const results: string[] = []
for (const line of chosen.length > 0 ? chosen : LINES) {
  const node = installNode(line)
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
  console.log(`\n— Node ${version} —`)
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` }
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(node, [vitest, 'run', '--config', 'test/vitest.config.ts'], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  results.push(`Node ${version}: ${status === 0 ? 'passed' : 'FAILED'}`)
  if (status !== 0) process.exitCode = 1
}
console.log(`\n${results.join('\n')}`)
