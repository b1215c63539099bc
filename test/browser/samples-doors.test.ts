import { execFile } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorCurl, doorJavascript, doorPython } from '../../server/console/code/doors.ts'
import type { DoorCall } from '../../server/console/code/doors.ts'
import { noBoto3 } from '../support/python.ts'
import { startServer } from '../support/server.ts'
import { folderOf } from './folder.ts'

const run = promisify(execFile)

const GUARDED = { 'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' } }
const doors: readonly (Pick<DoorCall, 'operation' | 'body'> & { path: string })[] = [
  {
    operation: 'ChatCompletions',
    path: '/openai/v1/chat/completions',
    body: {
      model: 'openai.gpt-oss-20b-1:0',
      messages: [{ role: 'user', content: 'It\'s "quoted" $(x)' }],
      ...GUARDED,
    },
  },
  {
    operation: 'ResponsesStream',
    path: '/openai/v1/responses',
    body: { model: 'openai.gpt-oss-20b-1:0', input: 'Hello', stream: true },
  },
  {
    operation: 'Messages',
    path: '/anthropic/v1/messages',
    body: {
      model: 'anthropic.claude-haiku-4-5-20251001-v1:0',
      max_tokens: 20,
      messages: [{ role: 'user', content: 'Hello' }],
    },
  },
]

/** Prints what a client would send: its methods take only arguments that they know, and `extra_body`. */
const CLIENT = `import json
class Client:
    def __init__(self, base_url, api_key): pass
    def __getattr__(self, name): return self
    def create(self, *, model, messages=None, input=None, max_tokens=None, stream=None, extra_body={}):
        known = dict(model=model, messages=messages, input=input, max_tokens=max_tokens, stream=stream)
        print(json.dumps({**{name: value for name, value in known.items() if value is not None}, **extra_body}))
        return []
OpenAI = Anthropic = Client
`

describe('code samples for OpenAI’s and Anthropic’s APIs send what the page would send', () => {
  let server: Awaited<ReturnType<typeof startServer>>
  let folder: ReturnType<typeof folderOf>
  beforeAll(async () => {
    server = await startServer({ mode: 'mock' })
    folder = folderOf({ 'openai.py': CLIENT, 'anthropic.py': CLIENT })
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder.dir, 'node_modules'))
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const env = () => ({ PATH: process.env['PATH'], HOME: folder.dir, NO_PROXY: '*' })
  const doorCall = ({ path, ...call }: (typeof doors)[number]): DoorCall => ({
    ...call,
    modelId: '',
    url: server.url,
    region: 'us-east-1',
    door: { path, mantle: false },
  })

  test('with their SDKs for JavaScript and curl', async () => {
    const files = doors.map((door, at) => {
      folder.write(`door-${at}.mjs`, doorJavascript(doorCall(door), 'here'))
      folder.write(`door-${at}.sh`, doorCurl(doorCall(door), 'here'))
      return `await import('./door-${at}.mjs')`
    })
    folder.write('doors.mjs', files.join('\n'))
    const options = { env: env(), cwd: folder.dir }
    await run(process.execPath, ['doors.mjs'], options)
    for (const at of doors.keys()) await run('bash', [`door-${at}.sh`], options)
    const sent = server.journal.list().map(({ operation, request, status }) => ({
      operation,
      body: JSON.parse(request.text) as unknown,
      status,
    }))
    const expected = doors.map(({ operation, body }) => ({ operation, status: 200, body }))
    expect(sent).toEqual([...expected, ...expected])
  })

  test.skipIf(noBoto3 !== undefined)('with their SDKs for Python', async () => {
    for (const [at, door] of doors.entries()) {
      const code = doorPython(doorCall(door), 'here')
      folder.write(`door-${at}.py`, code)
      const { stdout } = await run('python3', [`door-${at}.py`], { env: env(), cwd: folder.dir })
      expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual(door.body)
    }
    expect(doors.map((door) => doorPython(doorCall(door), 'here')).join('')).toContain(
      `Anthropic(base_url="${server.url}/anthropic", api_key="local")`,
    )
  })
})
