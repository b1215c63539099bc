import { expect, test } from 'vitest'
import { diagnose } from '../../../../server/commands/doctor/diagnose.ts'
import type { Facts } from '../../../../server/commands/doctor/facts.ts'
import { version } from '../../../../server/package.ts'

const url = 'http://127.0.0.1:4577'
const serving = {
  kind: 'bedrock-local',
  version,
  mode: 'mock',
  fixtures: 3,
  recordings: 0,
} as const
const env = {
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://localhost:4577',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
}
const python = {
  executable: '/bin/python3',
  version: '3.13',
  userBase: '',
  boto3: '1.40.1',
  sees: true,
}
const fine: Facts = {
  node: '22.18.0',
  url,
  host: '127.0.0.1',
  region: 'us-east-1',
  platform: 'linux',
  listener: serving,
  env,
  unknownVariables: [],
  python,
  docker: undefined,
  credentials: undefined,
  answer: { status: 200, source: 'fixture', fixture: 'hello' },
}

test('every check passes if all is well', () => {
  const checks = diagnose(fine)
  expect(checks.map(({ state }) => state)).toEqual(checks.map(() => 'good'))
  expect(checks.map(({ says }) => says)).toEqual([
    'Node.js 22.18.0',
    `bedrock-local ${version} at ${url}, mock mode, 3 fixtures, 0 recordings`,
    'calls from this shell go to http://localhost:4577 (us-east-1)',
    'placeholders, which is enough here',
    'Python 3.13 with boto3 1.40.1',
    'not running; only containers need it',
    'a Converse call is answered by: fixture hello',
  ])
})

const nothing = { kind: 'nothing', why: 'ECONNREFUSED' } as const

test.each<[string, string, Partial<Facts>, string, RegExp]>([
  ['an old Node.js', 'node', { node: '20.18.3' }, 'bad', /20\.19 or newer/],
  ['no server', 'server', { listener: nothing }, 'bad', /npx bedrock-local,/],
  ['another program', 'server', { listener: { kind: 'something else' } }, 'bad', /another port/],
  ['an older server', 'server', { listener: { ...serving, version: '0.0.1' } }, 'note', /restart/],
  ['no variables', 'variables', { env: {} }, 'bad', /^eval "\$\(npx bedrock-local env\)"$/],
  [
    'another port',
    'variables',
    { url: 'http://127.0.0.1:4600' },
    'bad',
    /^eval "\$\(npx bedrock-local env --port 4600\)"$/,
  ],
  ['no region', 'variables', { env: { ...env, AWS_REGION: undefined } }, 'bad', /^eval/],
  ['a typo', 'variables', { unknownVariables: ['unknown variable X'] }, 'note', /Fix its name/],
  ['no credentials', 'credentials', { env: {} }, 'bad', /^eval/],
  [
    'real credentials',
    'credentials',
    { credentials: 'AWS credentials from x' },
    'note',
    /costs money/,
  ],
  ['no Python', 'python', { python: undefined }, 'note', /python\.org/],
  [
    'no boto3',
    'python',
    { python: { executable: '/bin/python3', version: '3.13', userBase: '', sees: true } },
    'note',
    /^\/bin\/python3 -m pip install boto3$/,
  ],
  ['an old boto3', 'python', { python: { ...python, boto3: '1.34.99' } }, 'note', /install -U/],
  ['a blocked Python', 'python', { python: { ...python, sees: false } }, 'bad', /firewall/],
  ['Docker on Linux', 'docker', { docker: '28.1' }, 'note', /--host 0\.0\.0\.0/],
  [
    'a failing call',
    'call',
    { answer: { status: 403, source: 'policy', fixture: undefined } },
    'bad',
    /show last/,
  ],
  [
    'a miss',
    'call',
    { answer: { status: 404, source: 'miss', fixture: undefined } },
    'note',
    /--missed/,
  ],
  ['no answer', 'call', { answer: undefined }, 'bad', /log of the server/],
  [
    'record mode',
    'call',
    { answer: undefined, listener: { ...serving, mode: 'record' } },
    'note',
    /cost money/,
  ],
])('%s', (_, about, facts, state, advice) => {
  const finding = diagnose({ ...fine, ...facts }).find((check) => check.about === about)
  expect(finding?.state).toBe(state)
  expect(finding?.advice).toMatch(advice)
})

test('Docker Desktop, and a server that listens on all addresses, are fine', () => {
  for (const facts of [{ platform: 'darwin' as const }, { host: '0.0.0.0' }]) {
    const check = diagnose({ ...fine, docker: '28.1', ...facts }).find(
      ({ about }) => about === 'docker',
    )
    expect(check).toMatchObject({
      state: 'good',
      says: 'Docker 28.1: containers find the server at http://host.docker.internal:4577',
    })
  }
})
