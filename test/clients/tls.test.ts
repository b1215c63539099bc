import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from './server.ts'

const here = import.meta.dirname
const home = mkdtempSync(join(tmpdir(), 'tls-clients-'))
const certificate = join(home, '.bedrock-local', 'tls', 'certificate.pem')

const lacks = (command: string, ...args: string[]) =>
  spawnSync(command, args).status === 0 ? false : `${command} is not installed`

/** The environment of a program in another language: the server, its certificate, and no other credentials. */
let env: NodeJS.ProcessEnv
let stop: () => Promise<void>

before(async () => {
  const { HOME } = process.env
  process.env['HOME'] = home
  stop = await startServer('--tls')
  process.env['HOME'] = HOME
  env = {
    ...process.env,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
})
after(async () => {
  await stop()
  rmSync(home, { recursive: true })
})

test('Go sends a bearer key over HTTPS', { skip: lacks('go', 'version') }, () => {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...rest } = env
  const out = execFileSync('go', ['run', '.'], {
    cwd: join(here, 'go'),
    env: { ...rest, AWS_BEARER_TOKEN_BEDROCK: 'ABSKdGVzdDp0ZXN0', AWS_CA_BUNDLE: certificate },
    encoding: 'utf8',
  })
  assert.equal(out.trim(), 'end_turn end_turn')
})

test(
  'Java trusts the certificate with the documented option',
  { skip: lacks('mvn', '--version') },
  () => {
    const cwd = join(here, 'java')
    const paths = join(home, 'classpath')
    const store = join(home, 'trust.p12')
    execFileSync('mvn', ['-q', '-B', 'dependency:build-classpath', `-Dmdep.outputFile=${paths}`], {
      cwd,
    })
    execFileSync('javac', ['-cp', readFileSync(paths, 'utf8'), '-d', home, 'Call.java'], { cwd })
    const readme = readFileSync(join(here, '../../server/tls/README.md'), 'utf8')
    const line = /^ *(keytool .*)$/m.exec(readme)?.[1] ?? ''
    execFileSync('sh', ['-c', line], {
      cwd: home,
      env: { ...process.env, HOME: home },
      stdio: 'pipe',
    })
    const out = execFileSync(
      'java',
      [
        `-Djavax.net.ssl.trustStore=${store}`,
        '-Djavax.net.ssl.trustStorePassword=changeit',
        '-cp',
        [readFileSync(paths, 'utf8'), home].join(delimiter),
        'Call',
      ],
      { env, encoding: 'utf8' },
    )
    assert.equal(out.trim(), 'end_turn end_turn end_turn end_turn')
  },
)
