import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../support/server.ts'
import { clientVariables } from '../../server/settings/client-env.ts'

// Handlers in Python, run with nothing but the variables that `bedrock-local env` prints.

const found = spawnSync('python3', ['-c', 'import boto3; print(boto3.__version__)'], {
  encoding: 'utf8',
})
const missing = found.status !== 0
if (missing) process.stdout.write('skipped: no python3 with boto3 on this machine\n')

let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer({ mode: 'replay', fixtures: ['fixtures'], pace: 'instant' })
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

async function run(module: string, event: unknown): Promise<unknown> {
  const code = `import json, ${module}; print(json.dumps(${module}.handler(json.loads(${JSON.stringify(JSON.stringify(event))}), None)))`
  const { stdout } = await promisify(execFile)('python3', ['-c', code], {
    cwd: join(import.meta.dirname, 'python'),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      PYTHONDONTWRITEBYTECODE: '1',
      ...clientVariables(server.url, 'us-east-1'),
    },
  })
  return JSON.parse(stdout) as unknown
}

describe.skipIf(missing)('a Python handler on boto3 in default settings', () => {
  test('lists the models', async () => {
    const { models } = (await run('list_models', {})) as { models: string[] }
    expect(models).toContain('amazon.nova-micro-v1:0')
  })

  test('asks through Converse', async () => {
    expect(await run('converse', { prompt: 'What is Amazon Bedrock?' })).toEqual({
      statusCode: 200,
      reply: expect.stringMatching(/^Amazon Bedrock is a managed service/),
      attempts: 1,
    })
  })

  test('is throttled twice and answered the third time', async () => {
    expect(await run('converse', { prompt: 'Try again until it works' })).toEqual({
      statusCode: 200,
      reply: 'It worked the third time.',
      attempts: 3,
    })
  })

  test('gets a ClientError with its code', async () => {
    expect(await run('converse', { prompt: 'fail with AccessDeniedException' })).toEqual({
      statusCode: 502,
      error: 'AccessDeniedException',
    })
  })

  test('streams through ConverseStream', async () => {
    const { chunks, stopReason } = (await run('converse_stream', {
      prompt: 'Why is the sky blue?',
    })) as {
      chunks: string[]
      stopReason: string
    }
    expect(chunks.length).toBeGreaterThan(5)
    expect(chunks.join('')).toMatch(/^Air scatters short waves .* from the Sun\.$/)
    expect(stopReason).toBe('end_turn')
  })

  test('gets the pieces before an error in the middle, then the error', async () => {
    expect(await run('converse_stream', { prompt: 'Break in the middle' })).toMatchObject({
      chunks: ['These words', ' arrive before', ' the error does'],
      error: 'modelStreamErrorException',
    })
  })

  test("asks through InvokeModel in Titan's own JSON", async () => {
    const prompt = "Describe the purpose of a 'hello world' program in one line."
    expect(await run('invoke_model', { prompt })).toEqual({
      outputText: expect.stringContaining('to show the basic syntax of a language'),
    })
  })
})
