import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ConfigError,
  loadConfig,
  unknownVariables,
  withPlace,
} from '../../../server/settings/config.ts'
import type { Given } from '../../../server/settings/config.ts'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'config-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true })
})

const write = (name: string, text: string) => writeFileSync(join(cwd, name), text)
const load = (flags: Given = {}, env: NodeJS.ProcessEnv = {}) => loadConfig(flags, env, cwd)

/** The error message for a config file. */
async function errorOf(name: string, text: string): Promise<string> {
  write(name, text)
  return load({ config: name }).then(
    () => 'nothing',
    (error: Error) => error.message,
  )
}

describe('where a setting comes from', () => {
  test('a flag overrides its variable, the variable the file, the file the default', async () => {
    write('bedrock-local.config.yaml', 'port: 1\nhost: file\nregion: eu-west-1\n')
    const env = { BEDROCK_LOCAL_PORT: '2', BEDROCK_LOCAL_HOST: 'variable' }
    expect(await load({ port: '3' }, env)).toMatchObject({
      port: 3,
      host: 'variable',
      region: 'eu-west-1',
      account: '123456789012',
    })
  })

  test.each(['us-gov-west-1', 'eusc-de-east-1', 'us-isob-east-1'])(
    '%s is a region',
    async (region) => {
      expect((await load({ region })).region).toBe(region)
    },
  )

  test('a URL from a flag or variable replaces the one in the object of the file', async () => {
    write('bedrock-local.config.yaml', 'modelServer: { url: http://file, concurrency: 4 }\n')
    const env = { BEDROCK_LOCAL_MODEL_SERVER: 'http://variable' }
    expect((await load({}, env)).modelServer).toEqual({ url: 'http://variable', concurrency: 4 })
    expect((await load()).modelServer).toEqual({ url: 'http://file', concurrency: 4 })
  })

  test('the file is JSON or YAML, found by its default name or given', async () => {
    write('bedrock-local.config.json', '{ "port": 1 }')
    write('other.yml', 'port: 2')
    write('windows.json', '\uFEFF{\r\n "port": 3\r\n}')
    write('empty.yaml', '# port: 2\n')
    expect((await load()).port).toBe(1)
    expect((await load({ config: 'other.yml' })).port).toBe(2)
    expect((await load({ config: 'windows.json' })).port).toBe(3)
    expect((await load({ config: 'empty.yaml' })).port).toBe(4577)
    expect((await load({}, { BEDROCK_LOCAL_CONFIG: 'other.yml' })).port).toBe(2)
  })
})

test('unknown variables that look like settings get a suggestion', () => {
  const env = {
    BEDROCK_LOCAL_PORT: '1',
    BEDROCK_LOCAL_FIXTURS: 'x',
    BEDROCK_LOCAL_XYZZY: '',
    PATH: '',
  }
  expect(unknownVariables(env)).toEqual([
    'unknown variable BEDROCK_LOCAL_FIXTURS; did you mean BEDROCK_LOCAL_FIXTURES?',
    'unknown variable BEDROCK_LOCAL_XYZZY',
  ])
})

describe('an invalid config file is reported in one sentence', () => {
  test('a misspelled key gets a suggestion', async () => {
    expect(await errorOf('a.yaml', 'fixturs: [x]')).toBe(
      'a.yaml:1:1: unknown setting fixturs; did you mean fixtures?',
    )
  })

  test('a key written as a flag is reported with its correct name', async () => {
    expect(await errorOf('a.yaml', 'log-level: debug')).toBe(
      'a.yaml:1:1: unknown setting log-level; did you mean logLevel?',
    )
  })

  test.each([
    ['a.yaml', 'port: [1\nmode: mock', /^a\.yaml:2:\d+: not valid YAML: [^\n]+$/],
    ['a.json', '{"port": 1,\n "mode": }', /^a\.json:2:10: not valid JSON: [^\n]+$/],
  ])('%s that cannot be parsed is reported with the position', async (name, text, sentence) => {
    expect(await errorOf(name, text)).toMatch(sentence)
  })

  test('an unreadable file or folder is reported with the reason', async () => {
    await expect(load({ config: 'none.yaml' })).rejects.toThrow(
      'The config file none.yaml cannot be read: no such file or folder',
    )
    await expect(load({ config: '.' })).rejects.toThrow('it is a folder')
  })

  test('a later error about a setting names what set it', async () => {
    write('a.yaml', 'port: 1\nquotas: {}\n')
    const config = await load({ config: 'a.yaml' }, { BEDROCK_LOCAL_MODEL_SERVER: 'x' })
    const placed = async (text: string) => (await withPlace(new ConfigError(text), config)).message
    expect(await placed('quotas takes an object')).toBe('a.yaml:2:1: quotas takes an object')
    expect(await placed('quotas.a is wrong\nquotas.b is wrong')).toBe(
      'a.yaml:2:1: quotas.a is wrong\na.yaml:2:1: quotas.b is wrong',
    )
    expect(await placed('modelServer must be a URL')).toBe(
      'BEDROCK_LOCAL_MODEL_SERVER must be a URL',
    )
    expect(await placed('The folder is gone')).toBe('The folder is gone')
  })

  test.each([
    ['allowHost: ["http://bedrock.test"]', 'allowHost must be names without a port'],
    ['allowHost: bedrock.test:4577', 'allowHost must be names without a port'],
    ['allowOrigin: localhost:3000', 'allowOrigin must be origins such as'],
    ['allowOrigin: [http://localhost:3000/app]', 'allowOrigin must be origins such as'],
    ['allowHost: ["*.test", a_b.c-d]', 'nothing'],
    ['allowOrigin: "http://localhost:3000/,*,vscode-webview://abc"', 'nothing'],
  ])('a host or origin that can never occur is rejected: %s', async (text, sentence) => {
    expect(await errorOf('a.yaml', text)).toContain(sentence)
  })

  test('an invalid value is reported with the key, the file and the valid values', async () => {
    expect(await errorOf('a.yaml', 'port: 1\r\nmode: replya\r\n')).toBe(
      'a.yaml:2:1: mode must be one of mock, replay, record, proxy, not "replya"',
    )
  })
})

test.each(['0x', '0.0x', 'x', '-1x', 'fast'])('%s is not a pace', async (pace) => {
  await expect(load({ pace })).rejects.toThrow('--pace must be instant, realistic, recorded or')
})

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '::',
  '::1',
  '2001:db8::8a2e:370:7334',
  '::ffff:127.0.0.1',
  'fe80::1%eth0',
  'localhost',
  'my_host-1.example.com.',
])('%s is a host', async (host) => {
  expect(await load({ host })).toMatchObject({ host })
})

test.each([
  '',
  '$(touch x)',
  'a b',
  'http://localhost',
  'localhost:80',
  '[::1]',
  '-a',
  'a..b',
  ':',
])('%j is not a host', async (host) => {
  await expect(load({ host })).rejects.toThrow(
    `--host must be an IP address or a host name, not ${JSON.stringify(host)}`,
  )
})

test.each([
  ['fixtures', ''],
  // As given by the command line.
  ['fixtures', ['']],
  ['lambdas', ''],
])('an empty --%s is rejected with: %j', async (name, value) => {
  await expect(load({ [name]: value })).rejects.toThrow(`--${name} must not be empty`)
})
