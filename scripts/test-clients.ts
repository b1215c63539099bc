// Runs third-party clients against the built server: test/clients, which has its own dependencies.
import { spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode } from './node-lines.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CLIENTS = join(ROOT, 'test/clients')
/** The oldest release line that all of them support, and that runs TypeScript directly. */
const LINE = '22'

const [major = '0'] = process.versions.node.split('.')
const node = Number(major) >= Number(LINE) ? process.execPath : installNode(LINE)
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` }

function run(command: string, args: string[], cwd: string) {
  const shell = process.platform === 'win32'
  const { status } = spawnSync(command, args, { cwd, env, shell, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`)
}

// If everything is installed, npm takes a second, so there is no check.
run('npm', ['install', '--no-audit', '--no-fund', '--silent'], CLIENTS)
run('npm', ['run', '--silent', 'build'], ROOT)
run('npx', ['--no-install', 'tsc', '-p', CLIENTS], ROOT)

const { status, stdout } = spawnSync(node, ['--test', '--test-reporter=tap', '*.test.ts'], {
  cwd: CLIENTS,
  env,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})
process.stdout.write(stdout)
const count = (what: string): string =>
  new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? '0'
console.log(`\n${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`)
process.exitCode = status ?? 1
