import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { onPath } from '../support/on-path.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

interface Service {
  image: string
  ports?: string[]
  volumes: string[]
  environment: Record<string, string | null>
  profiles?: string[]
  command?: string
  healthcheck?: unknown
  read_only?: boolean
}
const { services } = load(read('docker-compose.yml')) as { services: Record<string, Service> }

describe('docker-compose.yml', () => {
  test('runs Ollama and pulls a model, in a separate profile', () => {
    expect(services['bedrock-local']?.environment).toHaveProperty('BEDROCK_LOCAL_MODEL_SERVER')
    expect(services['ollama']).toMatchObject({ profiles: ['model'], image: 'ollama/ollama' })
    expect(services['model']).toMatchObject({
      profiles: ['model'],
      command: 'pull ${MODEL:-llama3.2}',
      environment: { OLLAMA_HOST: 'http://ollama:11434' },
    })
  })

  test('publishes ports on localhost only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? [])
    expect(ports).toEqual([
      '127.0.0.1:${BEDROCK_LOCAL_PORT:-4577}:4577',
      '127.0.0.1:${BEDROCK_LOCAL_FLEET_PORT:-4580}:4577',
      '127.0.0.1:9000:8080',
    ])
  })

  test('serves ./fixtures, read-only except for fixtures, with a health check', () => {
    expect(services['bedrock-local']).toMatchObject({
      read_only: true,
      volumes: expect.arrayContaining(['./fixtures:/fixtures']),
      healthcheck: { test: expect.arrayContaining([expect.stringContaining('/_admin/health')]) },
    })
  })

  test('passes no AWS keys unless AWS_DIR names them', () => {
    expect(services['bedrock-local']?.volumes).toContain('${AWS_DIR:-no-aws}:/home/node/.aws:ro')
  })

  test('puts two servers behind the load balancer, under the names that it expects', () => {
    const balancer = read('scripts/deploy/haproxy.cfg')
    const known = services['balancer']?.environment ?? {}
    const addresses = { SERVER_A: 'server-a:4577', SERVER_B: 'server-b:4577' }
    expect(known).toMatchObject(addresses)
    expect(balancer).toContain('env(BEDROCK_LOCAL_STATE)')
    for (const [name, address] of Object.entries(addresses)) {
      expect(balancer).toContain(`"\${${name}-`)
      expect(services[address.split(':')[0] ?? '']).toMatchObject({
        profiles: ['fleet'],
        read_only: true,
        volumes: ['./fixtures:/fixtures:ro'],
        environment: { BEDROCK_LOCAL_STATE: 'redis://valkey:6379' },
      })
    }
    expect(services['valkey']).toMatchObject({ profiles: ['fleet'] })
    expect(read('Dockerfile')).toContain('ioredis')
  })

  test("runs a bundle in AWS's own image, in a separate profile", () => {
    expect(services['lambda']).toMatchObject({
      profiles: ['lambda'],
      image: 'public.ecr.aws/lambda/nodejs:24',
      command: 'index.handler',
      volumes: ['./dist/lambdas/${LAMBDA:-converse}:/var/task:ro'],
      environment: {
        AWS_ENDPOINT_URL_BEDROCK: 'http://bedrock-local:4577',
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://bedrock-local:4577',
      },
    })
  })
})

test('the image runs as an unprivileged user and starts node directly', () => {
  const lines = read('Dockerfile').split('\n')
  expect(lines).toContain('USER node')
  expect(lines.at(-2)).toBe('ENTRYPOINT ["sh", "/app/container.sh"]')
  expect(read('scripts/container.sh').trimEnd().split('\n').at(-1)).toBe(
    'exec node /app/dist/server/cli.js "$@"',
  )
})

test.skipIf(process.platform === 'win32').each([
  ['1234', '--reuid 1234 --regid 1234 --clear-groups node /app/dist/server/cli.js --port 1'],
  ['0', '--reuid 1000 --regid 1000 --clear-groups node /app/dist/server/cli.js --port 1'],
])('started as root with fixtures of user %s, it drops its privileges', (owner, expected) => {
  const bin = mkdtempSync(join(tmpdir(), 'container-'))
  const commands = {
    id: 'case "$*" in -u) echo 0;; *) echo 1000;; esac',
    stat: `echo ${owner}`,
    ls: 'echo a file',
    setpriv: 'echo "$@"',
    node: 'echo still root',
  }
  for (const [name, code] of Object.entries(commands))
    writeFileSync(join(bin, name), `#!/bin/sh\n${code}\n`, { mode: 0o755 })
  const script = join(root, 'scripts/container.sh')
  const env = { PATH: `${bin}:${process.env['PATH']}` }
  const { stdout } = spawnSync('sh', [script, '--port', '1'], { env, encoding: 'utf8' })
  rmSync(bin, { recursive: true })
  expect(stdout.trim()).toBe(expected)
})

const hasLint = onPath('cfn-lint')
if (!hasLint) process.stdout.write('skipped: no cfn-lint on this machine (pip install cfn-lint)\n')

test.skipIf(!hasLint)('lambdas/template.yaml passes cfn-lint', () => {
  const { status, stdout } = spawnSync('cfn-lint', ['-t', 'lambdas/template.yaml'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect([status, stdout]).toEqual([0, ''])
})
