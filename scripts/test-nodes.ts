// Runs the suite on every Node line that is supported. The binaries come from npm, into node_modules/.cache.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const LINES = ['20', '22', '24', '26']

const chosen = process.argv.slice(2)
const results: string[] = []
for (const line of chosen.length > 0 ? chosen : LINES) {
  const node = install(line)
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

/** The path of a Node binary of that line. */
function install(line: string): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const folder = join(ROOT, 'node_modules/.cache/nodes', line)
  const binary = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  const { status } = spawnSync('npm', ['install', '--no-save', '--silent', `${name}@${line}`], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0 || !existsSync(binary)) throw new Error(`${name}@${line} could not be installed`)
  return binary
}
