import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startHandlers } from '../support/handlers.ts'
import { openSocket } from '../support/sockets.ts'

const SECRET = 'tangerine-7319'
let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers(
    {
      endless: {
        match: { prompt: 'endless' },
        answer: { text: 'word '.repeat(2_000), stream: { tokensPerSecond: 20 } },
      },
    },
    { lambdas: 'bundled', pace: 'recorded' },
  )
})
afterAll(() => handlers[Symbol.asyncDispose]())

const open = () => openSocket(`${handlers.server.url}/_lambda/chat-websocket/ws`)
const ask = (prompt: unknown) => JSON.stringify({ prompt })

interface Message {
  type: string
  text?: string
  error?: string
  stopReason?: string
}

describe('chat-websocket', () => {
  test('sends the text as it arrives', async () => {
    using client = await open()
    client.socket.send(ask('Why is the sky blue?'))
    expect(await client.message<Message>(({ type }) => type === 'end')).toEqual({
      type: 'end',
      stopReason: 'end_turn',
    })
    const texts = (client.messages as Message[]).flatMap(({ text }) => text ?? [])
    expect(texts.length).toBeGreaterThan(3)
    expect(texts.join('')).toMatch(/^Air scatters short waves .* from the Sun\.$/)
  })

  test.each([
    ['{oops', 'The request body is not valid JSON'],
    ['[]', 'The request body must be a JSON object'],
    ['{}', '"prompt" is missing'],
    [ask(7), '"prompt" must be a string'],
    [ask(' '), '"prompt" must not be empty'],
  ])('%s is answered with an error, and the connection stays open', async (text, error) => {
    using client = await open()
    client.socket.send(text)
    expect(await client.message(() => true)).toEqual({ type: 'error', error })
    expect(client.socket.readyState).toBe(client.socket.OPEN)
  })

  test.each([
    ['fail with AccessDeniedException', /^AccessDeniedException: ./],
    ['Break in the middle', /^ModelStreamErrorException: ./],
    ['practise a broken stream', /^BrokenStream: |The answer broke off/],
  ])('%s: the client is notified', async (prompt, error) => {
    using client = await open()
    client.socket.send(ask(prompt))
    const message = await client.message<Message>(({ type }) => type === 'error')
    expect(message.error).toMatch(error)
  })

  test('a client that disconnects ends the model call', async () => {
    const client = await open()
    client.socket.send(ask('endless'))
    await client.message<Message>(({ type }) => type === 'text')
    client.socket.terminate()
    await vi.waitFor(
      () =>
        expect(handlers.server.journal.list().map(({ ended }) => ended)).toContain('client left'),
      30_000,
    )
  })

  test('keeps the prompt out of its log', async () => {
    const event = {
      requestContext: { eventType: 'MESSAGE', connectionId: 'L0SM9cOFvHcCIhw=' },
      body: ask(SECRET),
    }
    const { log, status } = await handlers.run('chat-websocket', event, { LOG_LEVEL: 'DEBUG' })
    expect(status).toBe(200)
    expect(log).toContain('Calling the model')
    expect(log).not.toContain(SECRET)
  })
})
