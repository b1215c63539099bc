import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HEADERS } from '../../server/console/code/call.ts'
import type { CodeCall } from '../../server/console/code/call.ts'
import { javascript, nodeLambda } from '../../server/console/code/javascript.ts'
import { boto3, pythonLambda } from '../../server/console/code/python.ts'
import { cli, curl } from '../../server/console/code/shell.ts'
import type { Exchange } from '../../server/journal/types.ts'
import { pngOf } from '../support/png.ts'
import { noBoto3 } from '../support/python.ts'
import { startServer } from '../support/server.ts'
import { folderOf } from './folder.ts'

const run = promisify(execFile)
const NOVA = 'amazon.nova-micro-v1:0'
const says = (text: string) => ({ messages: [{ role: 'user', content: [{ text }] }] })
const NATIVE = btoa(
  JSON.stringify({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'Hello' }],
  }),
)
const PNG = pngOf(2, 2).toString('base64')

const calls: Readonly<
  Record<string, Pick<CodeCall, 'operation' | 'modelId' | 'body' | 'headers'>>
> = {
  text: { operation: 'Converse', modelId: NOVA, body: says('Hello') },
  system: {
    operation: 'Converse',
    modelId: NOVA,
    body: {
      ...says('Who are you?'),
      system: [{ text: 'You are a cybersecurity professional.' }],
      inferenceConfig: { maxTokens: 200, temperature: 0.5, topP: 0.9, stopSequences: ['###'] },
    },
  },
  tools: {
    operation: 'Converse',
    modelId: NOVA,
    body: {
      ...says('What is the weather in Lisbon?'),
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: 'get_weather',
              description: 'Tells the weather.',
              inputSchema: {
                json: {
                  type: 'object',
                  properties: { city: { type: 'string' } },
                  additionalProperties: false,
                },
              },
            },
          },
        ],
        toolChoice: { auto: {} },
      },
    },
  },
  image: {
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    body: {
      messages: [
        {
          role: 'user',
          content: [
            { text: 'What is this?' },
            { image: { format: 'png', source: { bytes: PNG } } },
          ],
        },
      ],
    },
  },
  document: {
    operation: 'Converse',
    modelId: 'amazon.nova-lite-v1:0',
    body: {
      messages: [
        {
          role: 'user',
          content: [
            { text: 'Sum it up.' },
            { document: { format: 'txt', name: 'notes', source: { bytes: 'aGVsbG8gd29ybGQ=' } } },
          ],
        },
      ],
    },
  },
  stream: { operation: 'ConverseStream', modelId: NOVA, body: says('Tell me a story') },
  native: {
    operation: 'InvokeModel',
    modelId: 'amazon.titan-text-lite-v1',
    body: { inputText: 'Hello', textGenerationConfig: { maxTokenCount: 10 } },
  },
  'native stream': {
    operation: 'InvokeModelWithResponseStream',
    modelId: NOVA,
    body: { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] },
    headers: { trace: 'ENABLED', performanceConfigLatency: 'standard' },
  },
  'profile ARN': {
    operation: 'Converse',
    modelId: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${NOVA}`,
    body: says('Hello'),
  },
  fields: {
    operation: 'Converse',
    modelId: NOVA,
    body: {
      ...says('Hello'),
      additionalModelRequestFields: { inferenceConfig: { topK: 5 } },
    },
  },
  quotes: {
    operation: 'Converse',
    modelId: NOVA,
    body: says(
      `It's "quoted" \\ and $(touch /tmp/owned) \`id\` %s {x} 'a' \n two\tlines é🌍 \u2028 ''' """`,
    ),
  },
  'native count': {
    operation: 'CountTokens',
    modelId: 'anthropic.claude-3-5-haiku-20241022-v1:0',
    body: { input: { invokeModel: { body: NATIVE } } },
  },
  history: {
    operation: 'Converse',
    modelId: NOVA,
    body: {
      messages: [
        { role: 'user', content: [{ text: 'One' }] },
        { role: 'assistant', content: [{ text: 'Two' }] },
        { role: 'user', content: [{ text: 'Three' }] },
      ],
    },
  },
}

/** What a sample should have sent, without `accept`, which differs between clients. */
function seen({ operation, model, request, http }: Exchange) {
  const headers = Object.entries(HEADERS).flatMap(([name, header]) => {
    const value = http.headers?.[header]
    return name === 'accept' || value === undefined ? [] : [[name, value]]
  })
  return {
    operation,
    modelId: model?.sent,
    body: JSON.parse(request.text) as unknown,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) as object }),
  }
}

describe('code samples send what the page would send', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    server = await startServer({ mode: 'mock', journalClip: 100_000 })
    folder = folderOf({})
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder.dir, 'node_modules'))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const callOf = (name: string): CodeCall => {
    const call = calls[name]
    if (call === undefined) throw new Error(`no call ${name}`)
    return { ...call, url: server.url, region: 'us-east-1' }
  }
  const env = () => ({
    PATH: process.env['PATH'],
    HOME: folder.dir,
    NO_PROXY: '*',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  })
  /** The requests received since then, in order. */
  const received = async (command: string, args: string[]): Promise<unknown> => {
    server.journal.clear()
    await run(command, args, { env: env(), cwd: folder.dir, encoding: 'buffer' })
    await expect.poll(() => server.journal.count()).toBeGreaterThan(0)
    const [last] = server.journal.list().slice(-1)
    return last && seen(last)
  }

  test.each(Object.keys(calls))('curl: %s', async (name) => {
    folder.write('call.sh', curl(callOf(name), 'here'))
    expect(await received('bash', ['call.sh'])).toEqual(calls[name])
  })

  test('JavaScript: all of them', async () => {
    const names = Object.keys(calls)
    for (const name of names) folder.write(`${name}.mjs`, javascript(callOf(name), 'here'))
    folder.write(
      'all.mjs',
      names.map((name) => `await import(${JSON.stringify(`./${name}.mjs`)})`).join('\n'),
    )
    server.journal.clear()
    await run(process.execPath, ['all.mjs'], { env: env(), cwd: folder.dir })
    expect(server.journal.list().map(seen)).toEqual(Object.values(calls))
  })

  test.skipIf(noBoto3 !== undefined)('boto3: all of them', async () => {
    const all = Object.keys(calls).map((name) => boto3(callOf(name), 'here'))
    folder.write('all.py', all.join('\n'))
    server.journal.clear()
    await run('python3', ['all.py'], { env: env(), cwd: folder.dir })
    expect(server.journal.list().map(seen)).toEqual(Object.values(calls))
  })

  test('Lambda handlers find this server through the environment, and answer', async () => {
    folder.write('index.mjs', nodeLambda(callOf('text')))
    folder.write(
      'call.mjs',
      `import { handler } from './index.mjs'\nconsole.log(JSON.stringify(await handler({})))\n`,
    )
    const { stdout } = await run(process.execPath, ['call.mjs'], { env: env(), cwd: folder.dir })
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 200 })
  })

  test.skipIf(noBoto3 !== undefined)('the Python handler does, too', async () => {
    folder.write('lambda_function.py', pythonLambda(callOf('stream')))
    folder.write(
      'call.py',
      'import json, lambda_function\nprint(json.dumps(lambda_function.lambda_handler({}, None)))\n',
    )
    const { stdout } = await run('python3', ['call.py'], { env: env(), cwd: folder.dir })
    expect(JSON.parse(stdout)).toMatchObject({ statusCode: 200 })
  })

  test('the CLI gets each member as a flag, quoted as a whole', () => {
    expect(cli(callOf('system'), 'here')).toContain(`--inference-config '{"maxTokens":200`)
    expect(cli(callOf('stream'), 'here')).toMatch(
      /^# The AWS CLI has no command for ConverseStream; this is Converse/,
    )
    expect(cli(callOf('native'), 'AWS')).toContain('--cli-binary-format raw-in-base64-out')
    expect(cli(callOf('native'), 'AWS')).not.toContain('endpoint-url')
  })

  test('samples for AWS name no local endpoint', () => {
    for (const sample of [javascript, boto3, curl, cli])
      expect(sample(callOf('text'), 'AWS')).not.toContain(server.url)
    expect(curl(callOf('text'), 'AWS')).toContain('bedrock-runtime.us-east-1.amazonaws.com')
  })
})
