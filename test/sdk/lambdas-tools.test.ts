import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHandlers } from '../support/handlers.ts'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers(
    {
      'always a tool': {
        match: { prompt: 'for ever' },
        answer: { content: [{ toolUse: { name: 'get_weather', input: { city: 'Rome' } } }] },
      },
      'always a tool, again': {
        match: { toolResult: { name: 'get_weather', text: 'Rome' } },
        answer: { content: [{ toolUse: { name: 'get_weather', input: { city: 'Rome' } } }] },
      },
      'wrong tool input': {
        match: { prompt: 'nowhere' },
        answer: { content: [{ toolUse: { name: 'get_weather', input: {} } }] },
      },
    },
    { lambdas: 'bundled' },
  )
})

afterAll(async () => {
  await handlers[Symbol.asyncDispose]()
})

const run = (...args: Parameters<typeof handlers.run>) => handlers.run(...args)
const ask = (prompt: unknown) => ({ prompt })

describe('ask-with-tools', () => {
  const lisbon = {
    name: 'get_weather',
    input: { city: 'Lisbon' },
    result: { city: 'Lisbon', temperature: 15, sky: 'windy' },
  }

  test('the model calls the weather tool, and answers with its result', async () => {
    expect((await run('ask-with-tools')).body).toEqual({
      reply: 'In Lisbon it is windy now, at 15 degrees.',
      toolCalls: [lisbon],
    })
  })

  test('holds a conversation over several turns', async () => {
    const prompt = ['What is the weather in Lisbon right now?', 'And should I take an umbrella?']
    expect((await run('ask-with-tools', { prompt })).body).toEqual({
      reply: 'No rain is expected there, so leave the umbrella at home.',
      toolCalls: [lisbon],
    })
  })

  test('invalid tool input is reported to the model', async () => {
    expect((await run('ask-with-tools', ask('weather nowhere'))).body).toEqual({
      reply: 'I could not get the weather just now.',
      toolCalls: [{ name: 'get_weather', input: {}, result: { error: 'city must be a name' } }],
    })
  })

  test('a model that keeps calling tools is stopped', async () => {
    const { status, body, log } = await run('ask-with-tools', ask('for ever'))
    expect([status, body]).toEqual([500, { error: 'Internal error' }])
    expect(log).toContain('The model still asked for tools after 8 calls')
  })
})
