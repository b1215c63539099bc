// Finds Redis 7 or Valkey for tests of a shared store; run as a script, installs Debian's package.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const NAMES = ['redis-server', 'valkey-server']

/** The program; undefined if there is none. */
export function findRedis(): string | undefined {
  return NAMES.find((name) => {
    const { stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' })
    return /v=(?:[7-9]|\d\d)\./.test(stdout ?? '')
  })
}

function install(): void {
  const { status, stderr, error } = spawnSync(
    'apt-get',
    ['install', '--yes', '--no-install-recommends', 'redis-server'],
    { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } },
  )
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().split('\n').at(-1) ?? '')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (findRedis() === undefined) install()
    console.log(`redis: ${findRedis() ?? 'none'}`)
  } catch (thrown) {
    console.warn(`The tests with Redis will be SKIPPED: ${String(thrown)}`)
  }
}
