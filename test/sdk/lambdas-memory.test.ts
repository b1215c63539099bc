import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'

let handlers: Awaited<ReturnType<typeof startHandlers>>
const folder = mkdtempSync(join(tmpdir(), 'memory-'))

beforeAll(async () => {
  handlers = await startHandlers(
    {
      counted: {
        match: { prompt: { regex: '^turn (\\d+)$' } },
        answer: { text: 'Answer {{match.1}}.' },
      },
      'nothing to say': {
        match: { prompt: 'silence' },
        answer: { content: [], stopReason: 'end_turn' },
      },
      slow: {
        match: { prompt: 'slowly' },
        answer: { text: 'Done.', stream: { firstByteMs: 1_500 } },
      },
    },
    { pace: 'recorded' },
  )
})
afterAll(async () => {
  await handlers[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

interface History {
  summary: string
  turns: { user: string; assistant: string }[]
}
interface Body {
  reply: string
  history: History
  turns: number
  summary: string
}

const run = async (event: object, variables: Record<string, string> = {}) => {
  const { status, body } = await handlers.run('chat-memory', event, {
    TMPDIR: folder,
    ...variables,
  })
  return { status, body: body as Body }
}

/** Two messages to one conversation, in two running processes. */
async function twoAtOnce(variables?: Record<string, string>) {
  const atOnce = (events: object[]) => Promise.all(events.map((event) => run(event, variables)))
  await atOnce(['one', 'two'].map((conversationId) => ({ prompt: 'turn 1', conversationId })))
  const event = { prompt: 'slowly', conversationId: 'twice' }
  return atOnce([event, event])
}

describe('chat-memory, with history kept by the caller', () => {
  test('each answer knows the earlier turns', async () => {
    const first = await run({ prompt: 'My name is Ada and I like lighthouses.' })
    const { body } = await run({ prompt: 'What is my name?', history: first.body.history })
    expect(body.reply).toBe('Your name is Ada.')
    expect(body.history.turns).toHaveLength(2)
  })

  test('turns beyond the limit become a summary, which the model still knows', async () => {
    let history: History | undefined
    const prompts = [
      'My name is Ada and I like lighthouses.',
      'turn 2',
      'turn 3',
      'turn 4',
      'turn 5',
    ]
    for (const prompt of prompts) {
      const { status, body } = await run({ prompt, history })
      expect(status).toBe(200)
      history = body.history
    }
    expect(history).toEqual({
      summary: 'The user is called Ada and likes lighthouses.',
      turns: [
        { user: 'turn 4', assistant: 'Answer 4.' },
        { user: 'turn 5', assistant: 'Answer 5.' },
      ],
    })
    const { body } = await run({ prompt: 'What is my name?', history })
    expect(body.reply).toBe('Your name is Ada, as you told me some time ago.')
  })

  test('an empty answer leaves no turn that would be invalid later', async () => {
    const { body } = await run({ prompt: 'silence' })
    expect(body).toEqual({ reply: '', history: { summary: '', turns: [] } })
  })

  test.each([
    ['x', '"history" must be an object'],
    [{ summary: 7 }, '"history.summary" must be a string'],
    [{ turns: 'x' }, '"history.turns" must be a list of at most 4 turns'],
    [{ turns: [1, 2, 3, 4, 5] }, '"history.turns" must be a list of at most 4 turns'],
    [{ turns: [{ user: 'x' }] }, 'Each turn of "history" needs the texts "user" and "assistant"'],
    [
      { turns: [{ user: '', assistant: 'x' }] },
      'Each turn of "history" needs the texts "user" and "assistant"',
    ],
  ])('history %j is rejected', async (history, error) => {
    expect(await run({ history })).toMatchObject({ status: 400, body: { error } })
  })

  test('returns 502 when Bedrock fails', async () => {
    expect((await run({ prompt: 'fail with AccessDeniedException' })).status).toBe(502)
  })
})

describe('chat-memory, with history kept by the function', () => {
  test('in a file, whatever the id contains', async () => {
    const conversationId = '../../etc/passwd'
    await run({ prompt: 'My name is Ada and I like lighthouses.', conversationId })
    const { body } = await run(
      { prompt: 'What is my name?', conversationId },
      { LOG_LEVEL: 'ERROR' },
    )
    expect(body).toEqual({ reply: 'Your name is Ada.', conversationId, turns: 2, summary: '' })
    expect(readdirSync(join(folder, 'bedrock-chat-memory'))).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}\.1\.json$/),
      expect.stringMatching(/^[0-9a-f]{64}\.2\.json$/),
    ])
  })

  test('another conversation knows nothing of it', async () => {
    const { body } = await run({ prompt: 'turn 1', conversationId: 'other' })
    expect(body).toMatchObject({ turns: 1, summary: '' })
  })

  test('of two concurrent messages, one must be retried', async () => {
    const results = await twoAtOnce()
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })
})

describe('chat-memory, with a DynamoDB table', () => {
  interface Put {
    Item: Record<string, Record<string, string>>
    ConditionExpression: string
    ExpressionAttributeValues: { ':version': { N: string } }
  }
  const items = new Map<string, Put['Item']>()
  // The parts of DynamoDB that one table needs, with a key and a condition on the version.
  const table = createServer((request, response) => {
    let text = ''
    request.on('data', (data: Buffer) => (text += data.toString()))
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1]
      const input = JSON.parse(text) as Put & { Key: Put['Item'] }
      const key = (input.Key ?? input.Item)['conversationId']?.['S'] ?? ''
      const item = items.get(key)
      const send = (status: number, value: object) =>
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
          .end(JSON.stringify(value))
      if (operation === 'GetItem') return send(200, item === undefined ? {} : { Item: item })
      const expected = input.ExpressionAttributeValues[':version'].N
      if (item !== undefined && item['version']?.['N'] !== expected)
        return send(400, {
          __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        })
      items.set(key, input.Item)
      return send(200, {})
    })
  })
  let variables: Record<string, string>
  beforeAll(async () => {
    await new Promise<void>((done) => table.listen(0, '127.0.0.1', done))
    const { port } = table.address() as AddressInfo
    variables = { HISTORY_TABLE: 'chats', AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}` }
  })
  afterAll(() => void table.close())

  test('stores the conversation there, with a time to live', async () => {
    const conversationId = 'ada-1'
    await run({ prompt: 'My name is Ada and I like lighthouses.', conversationId }, variables)
    const { body } = await run({ prompt: 'What is my name?', conversationId }, variables)
    expect(body).toMatchObject({ reply: 'Your name is Ada.', turns: 2 })
    expect(items.get(conversationId)).toMatchObject({
      version: { N: '2' },
      expiresAt: { N: expect.stringMatching(/^\d{10}$/) },
    })
  })

  test('of two concurrent messages, one must be retried', async () => {
    const results = await twoAtOnce(variables)
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set([200, 409]))
  })
})
