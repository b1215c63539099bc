import { BedrockClient, ListTagsForResourceCommand } from '@aws-sdk/client-bedrock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers()
})
afterAll(() => handlers[Symbol.asyncDispose]())

const run = async (session: string, variables: Record<string, string> = {}) => {
  const result = await handlers.run(
    'stable-profile',
    {},
    { AWS_ACCESS_KEY_ID: session, ...variables },
  )
  return { ...result, body: result.body as { profileArn: string; created: boolean } }
}
const modelsCalled = (session: string) =>
  handlers.server.journal
    .list()
    .filter((exchange) => exchange.session === session && exchange.operation === 'Converse')
    .map(({ model }) => model?.sent)

describe('stable-profile', () => {
  test('creates a profile with cost tags and calls the model by its ARN', async () => {
    const { status, body } = await run('profile-1')
    expect([status, body]).toEqual([
      200,
      {
        reply: expect.stringContaining('hello world'),
        profileArn: expect.stringMatching(
          /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/\w{12}$/,
        ),
        profile: 'support-nova-micro-v1-0',
        tags: { application: 'support', costCenter: 'guide' },
        created: true,
      },
    ])
    expect(modelsCalled('profile-1')).toEqual([body.profileArn])
    const client = new BedrockClient({
      endpoint: handlers.server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'profile-1', secretAccessKey: 'x' },
    })
    const { tags } = await client.send(
      new ListTagsForResourceCommand({ resourceARN: body.profileArn }),
    )
    client.destroy()
    expect(tags).toEqual([
      { key: 'application', value: 'support' },
      { key: 'costCenter', value: 'guide' },
    ])
  })

  test('finds the profile again, even in another process', async () => {
    const first = await run('profile-2')
    const other = await run('profile-2', { LOG_LEVEL: 'ERROR' })
    expect(first.body.created).toBe(true)
    expect(other.body).toEqual({ ...first.body, created: false })
  })

  test('two processes that start at once share one profile', async () => {
    const results = await Promise.all(
      ['INFO', 'WARN', 'ERROR'].map((LOG_LEVEL) => run('profile-3', { LOG_LEVEL })),
    )
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(results.map(({ body }) => body.profileArn)).size).toBe(1)
    expect(results.filter(({ body }) => body.created)).toHaveLength(1)
  })

  test('changing the model takes one setting and no code', async () => {
    const micro = await run('profile-4')
    const lite = await run('profile-4', { MODEL_ID: 'us.amazon.nova-lite-v1:0' })
    expect(lite.body).toMatchObject({ profile: 'support-nova-lite-v1-0', created: true })
    expect(lite.body.profileArn).not.toBe(micro.body.profileArn)
  })

  test('returns 502 when the profile cannot be created', async () => {
    expect(await run('profile-5', { MODEL_ID: 'amazon.nova-nano-v1:0' })).toMatchObject({
      status: 502,
      body: { detail: expect.stringContaining('Exception: ') },
    })
  })
})
