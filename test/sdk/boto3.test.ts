import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { aws, noAwsCli, noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const statuses: Record<string, number> = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
}

let folder: Awaited<ReturnType<typeof fixtureFolder>>
let server: Server
beforeAll(async () => {
  const failing = Object.keys(statuses).map((type) => [
    type,
    { match: { prompt: { equals: `fail with ${type}` } }, error: { type } },
  ])
  folder = fixtureFolder({
    ...Object.fromEntries(failing),
    broken: {
      match: { prompt: 'break in the middle' },
      error: { type: 'ModelStreamErrorException', message: 'Enough.', afterEvents: 3 },
      answer: { text: 'one two three', stream: { chunks: ['one ', 'two ', 'three'] } },
    },
    passing: {
      match: { prompt: 'try again' },
      error: { type: 'ThrottlingException', times: 2 },
      answer: { text: 'The third time.' },
    },
  })
  server = await startServer({ fixtures: [folder.path] })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

describe.skipIf(noBoto3 !== undefined)('boto3', () => {
  test('calls Converse and InvokeModel for every family, whole and streamed', async () => {
    interface Answer {
      text: string
      stopReason: string
      requestId: string
      streamed: string
      kinds: string[]
      usages: [object, object]
      native: string
      chunks: string
      lastChunk: object
    }
    const answers = await python<Record<string, Answer>>('chat', server.url)
    expect(Object.keys(answers)).toHaveLength(9)
    for (const [modelId, answer] of Object.entries(answers)) {
      expect({ modelId, ...answer }).toMatchObject({
        modelId,
        text: expect.stringContaining('harbour'),
        streamed: answer.text,
        native: expect.stringContaining('harbour'),
        chunks: expect.stringContaining('harbour'),
        stopReason: 'end_turn',
        requestId: expect.stringMatching(uuid),
      })
      const [whole, streamed] = answer.usages
      // Some plain answers count the cache as well.
      expect(whole).toMatchObject(streamed)
      expect(answer.kinds[0]).toBe('messageStart')
      expect(answer.kinds.slice(-2)).toEqual(['messageStop', 'metadata'])
      expect(answer.lastChunk).toHaveProperty('amazon-bedrock-invocationMetrics')
    }
  })

  test('completes a tool loop with Claude, Nova and gpt-oss', async () => {
    interface Loop {
      inputs: object[]
      stops: [string, string]
      text: string
    }
    const loops = await python<Loop[]>('tools', server.url)
    expect(loops).toHaveLength(6)
    for (const { inputs, stops, text } of loops) {
      expect(inputs).toEqual([{ city: 'Genoa' }])
      expect(stops).toEqual(['tool_use', 'end_turn'])
      expect(text).toContain('hazy')
    }
  })

  test('catches every error by its class, retries by itself, and raises in mid-stream', async () => {
    interface Outcome {
      caught: Record<string, object>
      unknown: object
      broken: { text: string; code: string; says: string }
      retried: object
    }
    const { caught, unknown, broken, retried } = await python<Outcome>('errors', server.url)
    for (const [type, status] of Object.entries(statuses)) {
      expect(caught[type]).toEqual({
        code: type,
        message: expect.stringMatching(/\S/),
        status,
        requestId: expect.stringMatching(uuid),
      })
    }
    expect(unknown).toEqual({
      Code: 'ValidationException',
      Message: 'The provided model identifier is invalid.',
    })
    expect(broken).toEqual({
      text: 'one two ',
      code: 'modelStreamErrorException',
      says: 'An error occurred (modelStreamErrorException) when calling the ConverseStream operation: Enough.',
    })
    expect(retried).toEqual({ text: 'The third time.', retries: 2 })
  })

  test('lists models, pages through profiles, creates a profile and counts tokens', async () => {
    interface Catalogue {
      models: string[]
      amazon: string[]
      details: string
      pages: number
      ids: string[]
      profile: { arn: string; models: string[]; listed: string[] }
      tokens: number
    }
    const catalogue = await python<Catalogue>('catalogue', server.url)
    expect(catalogue.models).toContain('amazon.nova-micro-v1:0')
    expect(new Set(catalogue.amazon)).toEqual(new Set(['Amazon']))
    expect(catalogue.details).toBe('Nova Micro')
    expect(catalogue.pages).toBe(Math.ceil(catalogue.ids.length / 10))
    expect(catalogue.ids).toContain('us.amazon.nova-lite-v1:0')
    expect(catalogue.tokens).toBeGreaterThan(0)
    expect(catalogue.profile).toEqual({
      arn: expect.stringMatching(
        /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[a-z0-9]{12}$/,
      ),
      status: 'ACTIVE',
      models: ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'],
      year: expect.any(Number),
      listed: [catalogue.profile.arn],
      tags: [{ key: 'team', value: 'a' }],
      stopReason: 'end_turn',
      gone: true,
    })
  })

  test('needs only a bearer key', async () => {
    const keys = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_BEARER_TOKEN_BEDROCK: 'bedrock-api-key-test',
    }
    interface Outcome {
      sent: string[]
      stopReason: string
      models: number
    }
    const { sent, stopReason, models } = await python<Outcome>('bearer', server.url, keys)
    expect(sent).toEqual(['Bearer bedrock-api-key-test'])
    expect(stopReason).toBe('end_turn')
    expect(models).toBeGreaterThan(50)
  })
})

describe.skipIf(noAwsCli !== undefined)('the AWS CLI', () => {
  const messages = (text: string) => JSON.stringify([{ role: 'user', content: [{ text }] }])

  test('lists foundation models', async () => {
    const { code, stdout } = await aws(
      server.url,
      'bedrock list-foundation-models --by-provider meta --output json',
    )
    expect(code).toBe(0)
    const { modelSummaries } = JSON.parse(stdout) as { modelSummaries: { providerName: string }[] }
    expect(new Set(modelSummaries.map(({ providerName }) => providerName))).toEqual(
      new Set(['Meta']),
    )
  })

  test('calls Converse', async () => {
    const { code, stdout } = await aws(
      server.url,
      'bedrock-runtime converse --model-id us.amazon.nova-lite-v1:0 --output json --messages',
      messages('Name a harbour.'),
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      stopReason: 'end_turn',
      output: { message: { role: 'assistant', content: [{ text: expect.any(String) }] } },
    })
  })

  test('invokes a model from a file into a file', async () => {
    const [asked, answered] = [join(folder.path, 'asked'), join(folder.path, 'answered')]
    await writeFile(asked, '{"inputText":"a harbour"}')
    const { code, stdout } = await aws(
      server.url,
      'bedrock-runtime invoke-model --model-id amazon.titan-embed-text-v2:0 --output json --body',
      `fileb://${asked}`,
      answered,
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ contentType: 'application/json' })
    expect(await readFile(answered, 'utf8')).toMatch(/^\{"embedding":\[/)
  })

  test('prints a service error as an error', async () => {
    const { code, stderr } = await aws(
      server.url,
      'bedrock-runtime converse --model-id amazon.nova-micro-v1:0 --messages',
      messages('fail with AccessDeniedException'),
    )
    expect(code).toBeGreaterThan(0)
    expect(stderr).toMatch(
      /An error occurred \(AccessDeniedException\) when calling the Converse operation: \S/,
    )
  })
})
