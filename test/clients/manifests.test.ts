import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { pythonWith, systemPython } from '../support/python-venv.ts'
import { startServer } from './server.ts'

// The manifests in scripts/deploy and docker-compose.yml, checked with the schemas of Kubernetes and Docker.

const root = resolve(import.meta.dirname, '../..')
const kubernetes = join(root, 'scripts/deploy/kubernetes')
const COMPOSE = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'))
})
after(() => rmSync(folder, { recursive: true }))

const lacks = (command: string, flag: string) =>
  spawnSync(command, [flag], { stdio: 'ignore' }).status !== 0 && `there is no ${command}`

/** A copy of a file with an error in it. */
function mistaken(file: string, right: string, wrong: string): string {
  const text = readFileSync(file, 'utf8')
  assert.ok(text.includes(right))
  const copy = join(folder, 'mistaken.yaml')
  writeFileSync(copy, text.replace(right, wrong))
  return copy
}

test('docker-compose.yml is valid in all its profiles', { skip: lacks('go', 'version') }, () => {
  const run = (file: string) =>
    spawnSync('go', ['run', COMPOSE, '-format', 'json', file], {
      cwd: root,
      env: { ...process.env, COMPOSE_PROFILES: '*' },
      encoding: 'utf8',
    })
  const whole = run('docker-compose.yml')
  assert.equal(whole.stderr.replaceAll(/^go: downloading.*\n/gm, ''), '')
  const { services } = JSON.parse(whole.stdout) as { services: Record<string, object> }
  assert.deepEqual(Object.keys(services).toSorted(), [
    'balancer',
    'bedrock-local',
    'lambda',
    'model',
    'ollama',
    'server-a',
    'server-b',
    'valkey',
  ])
  const wrong = run(mistaken(join(root, 'docker-compose.yml'), 'read_only:', 'readonly:'))
  assert.match(wrong.stderr, /readonly/)
})

test(
  'the Kubernetes manifests are valid, without unknown members',
  { skip: systemPython === undefined && 'there is no python3 with venv' },
  async () => {
    const requirements = join(import.meta.dirname, 'python/manifests-requirements.txt')
    const python = await pythonWith(requirements, systemPython ?? '')
    const run = (...files: string[]) =>
      spawnSync(python, ['-m', 'kubernetes_validate', '--strict', ...files], { encoding: 'utf8' })
    const manifest = join(kubernetes, 'bedrock-local.yaml')
    const { status, stderr, stdout } = run(manifest, join(kubernetes, 'fixtures.yaml'))
    assert.equal(status, 0, stdout + stderr)
    assert.equal((stdout + stderr).match(/ passed for resource /g)?.length, 4)
    assert.notEqual(run(mistaken(manifest, 'periodSeconds: 1\n', 'period: 1\n')).status, 0)
  },
)

test('the server has the paths, metrics and fixtures that the manifests name', async () => {
  const manifest = readFileSync(join(kubernetes, 'bedrock-local.yaml'), 'utf8')
  const fixtures = readFileSync(join(kubernetes, 'fixtures.yaml'), 'utf8')
  const [, name = '', body = ''] = /^ {2}([\w-]+\.yaml): \|\n([\s\S]+)$/m.exec(fixtures) ?? []
  const mounted = join(folder, 'fixtures')
  mkdirSync(mounted)
  writeFileSync(join(mounted, name), body.replaceAll(/^ {4}/gm, ''))
  // The commented-out parts are for users who have a store.
  const env = [...manifest.matchAll(/^ *- { name: (BEDROCK_LOCAL_\w+), value: '?([^'}]+?)'? }/gm)]
  const flags = env.flatMap(([, variable = '', value = '']) => [
    `--${variable.replace('BEDROCK_LOCAL_', '').toLowerCase().replaceAll('_', '-')}`,
    value,
  ])
  const stop = await startServer('--fixtures', mounted, ...flags)
  try {
    const url = process.env['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'] ?? ''
    const paths = new Set([...manifest.matchAll(/path: (\/_admin\/\w+)/g)].map(([, path]) => path))
    assert.deepEqual(paths, new Set(['/_admin/metrics', '/_admin/ready', '/_admin/health']))
    for (const path of paths) assert.equal((await fetch(url + path)).status, 200, path)
    const health = (await (await fetch(`${url}/_admin/health`)).json()) as {
      fixtures: number
      problems: string[]
    }
    assert.equal(health.fixtures, 1)
    assert.deepEqual(
      health.problems.filter((problem) => problem.startsWith(mounted)),
      [],
    )
    const [, metric = ''] = /metric: { name: (\w+) }/.exec(manifest) ?? []
    assert.match(
      await (await fetch(`${url}/_admin/metrics`)).text(),
      new RegExp(`^${metric} 0$`, 'm'),
    )
  } finally {
    await stop()
  }
})
