import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { run as serveCommand } from '../../server/commands/serve.ts'
import { version } from '../../server/package.ts'
import { configOf } from '../../server/settings/config.ts'
import { startServer } from '../support/server.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'

const root = resolve(import.meta.dirname, '../..')

interface Ran {
  code: number | null
  out: string
  err: string
}

const start = (args: string[], cwd = root) =>
  spawn(process.execPath, [join(inject('commands'), 'bedrock-local.js'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' },
  })

/** `bedrock-local ...`; a server is stopped as soon as it reports that it listens. */
function bedrockLocal(args: string[], cwd = root): Promise<Ran> {
  const child = start(args, cwd)
  const ran: Ran = { code: null, out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => {
    ran.out += data.toString()
    if (!child.killed && /listening on|answers as Amazon Bedrock/.test(ran.out))
      child.kill('SIGTERM')
  })
  child.stderr.on('data', (data: Buffer) => (ran.err += data.toString()))
  return new Promise((done) => child.once('close', (code) => done({ ...ran, code })))
}

const serve = (...args: string[]) => bedrockLocal(['--port', '0', '--lambdas', 'none', ...args])

test('options may come before or after a command', async () => {
  using folder = fixtureFolder({ 'f.yaml': 'answer: { text: x }' })
  const out = '1 fixture, 0 recordings, 0 errors, 0 warnings\n'
  for (const args of [
    ['--fixtures', folder.path, 'fixtures', 'check'],
    ['fixtures', 'check', '--fixtures', folder.path],
  ])
    expect(await bedrockLocal(args)).toEqual({ code: 0, out, err: '' })
})

test('a reader that closes the pipe early is not an error', async () => {
  const child = start(['fixtures', 'list'])
  child.stdout.destroy()
  let err = ''
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  await new Promise((done) => child.once('close', done))
  expect(err).toBe('')
})

test.runIf(process.platform === 'linux').each([['models'], ['completion', 'bash'], ['--help']])(
  'output that cannot be written is reported in one sentence: %s',
  async (...args) => {
    const ran = promisify(execFile)('sh', [
      '-c',
      '"$0" "$@" > /dev/full',
      process.execPath,
      join(inject('commands'), 'bedrock-local.js'),
      ...args,
    ])
    await expect(ran).rejects.toMatchObject({
      code: 1,
      stderr:
        'bedrock-local: the output cannot be written: ENOSPC: no space left on device, write\n',
    })
  },
)

test('env prints the variables for cmd.exe', async () => {
  const { out } = await bedrockLocal(['env', '--format', 'cmd'])
  expect(out).toContain('set "AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://127.0.0.1:4577"\n')
})

test('env prints nothing that a shell would run', async () => {
  using folder = fixtureFolder({ 'bedrock-local.config.yaml': 'host: "$(touch x)"' })
  expect(await bedrockLocal(['env'], folder.path)).toEqual({
    code: 2,
    out: '',
    err: 'bedrock-local: bedrock-local.config.yaml:1:1: host must be an IP address or a host name, not "$(touch x)"\n',
  })
})

describe('reports what prevents the start in one sentence', () => {
  test.each([
    [['--prot', '1'], 'unknown option --prot; did you mean --port?'],
    [['bogus'], 'unknown command bogus; --help lists the commands'],
    [['constructor'], 'unknown command constructor; --help lists the commands'],
    [['fixture', 'list'], 'unknown command fixture; did you mean fixtures?'],
    [['env', 'extra'], 'env does not take the argument extra'],
    [
      ['record', '--from', 'nowhere'],
      'Folder not found: nowhere; --from needs a folder with recordings.',
    ],
    [['--port', '0', '--lambdas', './none'], '--lambdas: the folder ./none does not exist.'],
    [
      ['--mode', 'replay', '--fixtures', './none'],
      'Folder not found: ./none. Replay answers from fixtures only; set the folder with --fixtures.',
    ],
  ])('%j', async (args, says) => {
    expect(await bedrockLocal(args)).toEqual({ code: 2, out: '', err: `bedrock-local: ${says}\n` })
  })

  test('an unknown member of models', async () => {
    using folder = fixtureFolder({ 'config.yaml': 'models: { acme.x: { acces: denied } }' })
    const { code, err } = await bedrockLocal(['--config', `${folder.path}/config.yaml`])
    expect(err).toMatch(
      /^bedrock-local: .*config\.yaml:1:1: models: acme\.x has an unknown member acces; known members are .*\n$/,
    )
    expect(code).toBe(2)
  })

  test('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => taken.once('listening', listening))
    const { port } = taken.address() as AddressInfo
    const { code, err } = await bedrockLocal(['--port', String(port), '--lambdas', 'none'])
    taken.close()
    expect(err).toBe(
      `bedrock-local: Port ${port} is in use on 127.0.0.1; choose another one with --port, or --port 0 for a free one.\n`,
    )
    expect(code).toBe(2)
  })
})

test('a bedrock-local that is already running', async () => {
  await using running = await startServer()
  const config = configOf({ port: running.port, lambdas: 'none', fixtures: [] })
  await expect(serveCommand(config)).rejects.toThrow(
    `bedrock-local ${version} is already running at ${running.url} (mock mode). Use it, stop it, or choose another port with --port.`,
  )
})

describe('the start reports problems in fixtures', () => {
  test('a missing folder, once', async () => {
    const { code, out } = await serve('--fixtures', './none', '--pretty')
    expect(code).toBe(0)
    expect(out.match(/none/g)).toHaveLength(2)
    expect(out).toContain('Folder not found: ./none; every answer is invented.')
  })

  test('each error with its position, and serves the rest', async () => {
    using folder = fixtureFolder({ 'a.yaml': 'anser: 1', 'b.yaml': 'answer: { text: x }' })
    const { code, out } = await serve('--fixtures', folder.path)
    expect(code).toBe(0)
    expect(out).toContain('a.yaml:1:1: anser is unknown')
    expect(out).toContain('"fixtures":1')
  })
})

test('the hint for a second shell repeats the address of the server', async () => {
  const { out } = await serve('--pretty', '--region', 'eu-west-1')
  const port = /:(\d+) \(mock mode\)/.exec(out)?.[1]
  expect(out).toContain(`eval "$(npx bedrock-local env --port ${port} --region eu-west-1)"`)
})

test.skipIf(process.platform === 'win32')(
  'a closed terminal ends the server properly',
  async () => {
    const child = start(['--port', '0', '--lambdas', 'none'])
    child.stdout.once('data', () => child.kill('SIGHUP'))
    expect(await once(child, 'exit')).toEqual([0, null])
  },
)

test('fixtures is a command', async () => {
  using folder = fixtureFolder({ 'b.yaml': 'answer: { text: x }' })
  const { code, out } = await bedrockLocal(['fixtures', 'check', folder.path])
  expect({ code, out }).toEqual({
    code: 0,
    out: '1 fixture, 0 recordings, 0 errors, 0 warnings\n',
  })
})
