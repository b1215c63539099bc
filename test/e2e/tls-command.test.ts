import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const command = [join(inject('commands'), 'bedrock-local.js')]

test('a program needs nothing but the variables that env --tls prints', async () => {
  const home = mkdtempSync(join(tmpdir(), 'tls home-'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, USERPROFILE: home }
  const args = ['--port', '0', '--tls', '--lambdas', 'none', '--mode', 'mock']
  const server = spawn(process.execPath, [...command, ...args], { cwd: root, env })
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const { url } = JSON.parse(line.toString()) as { url: string }
    const port = new URL(url).port
    expect(url).toBe(`https://127.0.0.1:${port}`)

    const printed = await run(
      process.execPath,
      [...command, 'env', '--format', 'json', '--tls', '--port', port],
      { cwd: root, env },
    )
    const variables = JSON.parse(printed.stdout) as Record<string, string>
    const certificate = join(home, '.bedrock-local', 'tls', 'certificate.pem')
    expect(variables).toMatchObject({
      AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
      AWS_CA_BUNDLE: certificate,
      NODE_EXTRA_CA_CERTS: certificate,
      SSL_CERT_FILE: certificate,
    })

    if (process.platform !== 'win32') {
      const script = 'eval "$("$0" "$1" env --tls)" && printf %s "$AWS_CA_BUNDLE"'
      const { stdout } = await run('sh', ['-c', script, process.execPath, ...command], { env })
      expect(stdout).toBe(certificate)
    }

    const program = `import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
      const command = new ConverseCommand({ modelId: 'amazon.nova-micro-v1:0', messages: [{ role: 'user', content: [{ text: 'hi' }] }] })
      console.log((await new BedrockRuntimeClient().send(command)).stopReason)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      env: { ...env, ...variables },
    })
    expect(stdout.trim()).toBe('end_turn')
  } finally {
    server.kill()
    rmSync(home, { recursive: true })
  }
})
