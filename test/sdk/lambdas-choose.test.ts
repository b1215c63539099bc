import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { costOf, MODEL_FACTS } from '../../lambdas/model-facts.ts'
import { costOf as serverCost } from '../../server/models/prices.ts'
import { startHandlers } from '../support/handlers.ts'

let handlers: Awaited<ReturnType<typeof startHandlers>>
beforeAll(async () => {
  handlers = await startHandlers()
})
afterAll(() => handlers[Symbol.asyncDispose]())

interface Body {
  modelId?: string
  why?: string[]
  alternatives?: string[]
  rejected?: { modelId: string; reason: string }[]
}

const choose = async (event: object, by = handlers) => {
  const { status, body } = await by.run('choose-model', event)
  return { status, body: body as Body }
}
const reasonFor = ({ rejected = [] }: Body, id: string) =>
  rejected.find(({ modelId }) => modelId === id)?.reason

describe('choose-model', () => {
  test('picks the cheapest model for plain text', async () => {
    const { status, body } = await choose({})
    expect([status, body.modelId]).toEqual([200, 'amazon.nova-micro-v1:0'])
    expect(body.why).toEqual([
      'Nova Micro accepts TEXT',
      'this account may use it in this region',
      expect.stringMatching(
        /^it is the cheapest of those that fit: \$0\.035 per million tokens in/,
      ),
    ])
  })

  test('explains the choice of one model over the others', async () => {
    const { body } = await choose({
      input: ['TEXT', 'IMAGE'],
      streaming: true,
      tools: true,
      contextTokens: 200_000,
    })
    expect(body.modelId).toBe('amazon.nova-lite-v1:0')
    expect(body.why).toContain('its context holds 300000 tokens')
    expect(reasonFor(body, 'amazon.nova-micro-v1:0')).toBe('does not accept IMAGE')
    expect(reasonFor(body, 'mistral.ministral-3-8b-instruct')).toBe(
      'has a context of 128000 tokens',
    )
  })

  test('a model that is only available through a profile is called through it', async () => {
    const { body } = await choose({ contextTokens: 500_000 })
    expect(body.modelId).toBe('us.meta.llama4-maverick-17b-instruct-v1:0')
    expect(body.why).toContain(
      'it is called through the inference profile us.meta.llama4-maverick-17b-instruct-v1:0',
    )
  })

  test('a model without access is skipped', async () => {
    await using strict = await startHandlers(
      {},
      { models: { 'amazon.nova-micro-v1:0': { access: 'denied' } } },
    )
    const { body } = await choose({}, strict)
    expect(body.modelId).toBe('amazon.nova-lite-v1:0')
    expect(reasonFor(body, 'amazon.nova-micro-v1:0')).toBe(
      'needs access: request it in the Bedrock console',
    )
  })

  test('returns 404 when no model fits', async () => {
    expect(await choose({ contextTokens: 50_000_000 })).toMatchObject({
      status: 404,
      body: { error: 'No model fulfils the requirements' },
    })
  })

  test.each([
    [{ input: ['SMELL'] }, '"input" must be a list of TEXT, IMAGE, VIDEO, SPEECH'],
    [{ input: 7 }, '"input" must be a list of TEXT, IMAGE, VIDEO, SPEECH'],
    [{ tools: 'maybe' }, '"tools" must be true or false'],
    [{ contextTokens: -1 }, '"contextTokens" must be a positive integer'],
    [{ contextTokens: 'many' }, '"contextTokens" must be a positive integer'],
    [[], 'The event must be a JSON object'],
  ])('%j is rejected', async (event, error) => {
    expect(await choose(event)).toMatchObject({ status: 400, body: { error } })
  })

  test('accepts a query string', async () => {
    const event = {
      rawPath: '/',
      requestContext: { http: { method: 'GET' } },
      queryStringParameters: { input: 'TEXT,IMAGE', tools: 'true', contextTokens: '1000' },
    }
    expect((await choose(event)).body.modelId).toBe('amazon.nova-lite-v1:0')
  })

  test('returns 502 when Bedrock cannot be reached', async () => {
    const variables = { AWS_ENDPOINT_URL_BEDROCK: 'http://127.0.0.1:1' }
    expect((await handlers.run('choose-model', {}, variables)).status).toBe(502)
  })
})

test("the functions' prices match the server's", () => {
  const usage = {
    inputTokens: 1_000,
    outputTokens: 2_000,
    cacheReadInputTokens: 3_000,
    cacheWriteInputTokens: 4_000,
  }
  for (const id of Object.keys(MODEL_FACTS)) {
    expect([id, costOf(id, usage)]).toEqual([id, serverCost(id, usage)])
  }
})
