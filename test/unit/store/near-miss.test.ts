import { describe, expect, test } from 'vitest'
import { callOf } from '../../support/calls.ts'
import { missMessage } from '../../../server/fixtures/miss.ts'
import {
  CLAUDE,
  fixtureFolder,
  NOVA,
  newSession,
  openStore,
  question,
} from '../../support/fixture-store.ts'
import type { Call } from '../../../server/bedrock/types.ts'

/** What a call is told about the one fixture that there is. */
function reasons(match: unknown, call: Call, answer: unknown = { text: 'x' }): string[] {
  using folder = fixtureFolder({ 'f.json': JSON.stringify({ match, answer }) })
  using store = openStore([folder])
  expect(store.problems).toEqual([])
  expect(store.find(call)).toBeUndefined()
  return store.nearest(call)[0]?.reasons ?? []
}

const system = (text: string) => ({ body: { system: [{ text }] } })
const tool = (name: string) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } })
const offering = (...names: string[]) => ({ body: { toolConfig: { tools: names.map(tool) } } })

function withResult(name: string, text: string, status = 'success'): Call {
  const content = [{ toolResult: { toolUseId: 't1', content: [{ text }], status } }]
  const messages = [
    { role: 'user', content: [{ text: 'Weather?' }] },
    { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name, input: {} } }] },
    { role: 'user', content },
  ]
  return callOf('Converse', { model: NOVA, body: { messages } })
}

const long =
  'You are a helpful assistant who answers questions about geography. Whatever is asked, be '

describe('each kind of difference in words', () => {
  test.each<[string, unknown, Call, string]>([
    [
      'operation',
      { operation: 'ConverseStream' },
      question('hi'),
      'operation is Converse, the fixture answers ConverseStream',
    ],
    [
      'model',
      { model: 'anthropic.claude-*' },
      question('hi'),
      'model is amazon.nova-micro-v1:0, the fixture is for anthropic.claude-*',
    ],
    [
      'a model by its profile',
      { model: ['anthropic.*', 'meta.*'] },
      question('hi', { model: 'us.amazon.nova-micro-v1:0' }),
      'model is us.amazon.nova-micro-v1:0 (amazon.nova-micro-v1:0), the fixture is for anthropic.* or meta.*',
    ],
    [
      'a short prompt',
      { prompt: { equals: 'Hello' } },
      question('Hallo'),
      'prompt is "Hallo", the fixture has "Hello"',
    ],
    [
      'a long prompt',
      { prompt: { equals: `${long}brief` } },
      question(`${long}kind`),
      "prompt differs at character 90: '...Whatever is asked, be kind' / '...Whatever is asked, be brief'",
    ],
    [
      'a prompt that goes on',
      { prompt: { equals: long.trim() } },
      question(`${long}kind`),
      "prompt goes on after character 88, where the fixture ends: '...Whatever is asked, be kind'",
    ],
    [
      'a prompt that ends early',
      { prompt: { equals: `${long}kind` } },
      question(long),
      "prompt ends at character 89, the fixture goes on: '...Whatever is asked, be kind'",
    ],
    [
      'contained text',
      { prompt: 'capital of France' },
      question('Who wrote Faust?'),
      'prompt does not contain "capital of France"; it is "Who wrote Faust?"',
    ],
    [
      'contained text, nearly',
      { prompt: 'capital of France' },
      question('What is the capital of Spain?'),
      'prompt does not contain "capital of France"; after "capital of " comes "Spain?"',
    ],
    [
      'contained text that is longer than messages show',
      { prompt: `${long}brief` },
      question(`Hello! ${long}kind`),
      `prompt does not contain "${long.slice(0, 67)}..."; at character 90 of that it has '...Whatever is asked, be kind', not '...Whatever is asked, be brief'`,
    ],
    [
      'contained text that breaks off',
      { prompt: 'capital of France?' },
      question('What is the capital of France'),
      'prompt does not contain "capital of France?"; it ends after \'capital of France\'',
    ],
    [
      'a space that is none',
      { prompt: 'capital of France' },
      question('capital of\u{a0}France'),
      'prompt does not contain "capital of France"; after "capital of" comes "\\u{a0}France"',
    ],
    [
      'accents',
      { prompt: 'caf\u{e9}' },
      question('the cafe\u{301}'),
      'prompt does not contain "caf\u{e9}"; only its accents are coded in another way',
    ],
    [
      'capital letters',
      { prompt: 'capital of France' },
      question('what is the Capital of france'),
      'prompt does not contain "capital of France"; "Capital of france" differs in capital letters',
    ],
    [
      'regular expression',
      { prompt: { regex: '^\\d+ apples$' } },
      question('many apples'),
      'prompt does not match /^\\d+ apples$/; it is "many apples"',
    ],
    [
      'system prompt',
      { system: { equals: `${long}concise` } },
      question('hi', system(`${long}brief`)),
      "system prompt differs at character 90: '...Whatever is asked, be brief' / '...Whatever is asked, be concise'",
    ],
    [
      'no system prompt',
      { system: 'brief' },
      question('hi'),
      'there is no system prompt, the fixture wants one',
    ],
    [
      'no tools',
      { tools: ['get_weather'] },
      question('hi'),
      'no tools are offered, the fixture wants "get_weather"',
    ],
    [
      'other tools',
      { tools: ['get_weather', 'get_time'] },
      question('hi', offering('get_time', 'search')),
      'tool "get_weather" is not offered; offered are get_time, search',
    ],
    [
      'no tool result',
      { toolResult: 'get_weather' },
      question('hi'),
      'the last message carries no tool result, the fixture wants one of "get_weather"',
    ],
    [
      "another tool's result",
      { toolResult: 'get_weather' },
      withResult('get_time', '12:00'),
      'the last message carries the result of "get_time", the fixture wants one of "get_weather"',
    ],
    [
      'the status of a tool result',
      { toolResult: { name: 'get_weather', status: 'error' } },
      withResult('get_weather', 'sunny'),
      'the tool result of "get_weather" has status success, the fixture wants error',
    ],
    [
      'the text of a tool result',
      { toolResult: { name: 'get_weather', text: 'rain' } },
      withResult('get_weather', 'sunny'),
      'the tool result of "get_weather" does not contain "rain"; it is "sunny"',
    ],
    [
      'text, inside a tool loop',
      { prompt: 'Weather' },
      withResult('get_weather', 'sunny'),
      'the last message holds only tool results, the fixture wants text in it',
    ],
    ['turn', { turn: 2 }, question('hi'), 'this is turn 1, the fixture is for turn 2'],
    [
      'a value in the body',
      { body: { inferenceConfig: { temperature: 0.2 } } },
      question('hi', { body: { inferenceConfig: { temperature: 0.5 } } }),
      'inferenceConfig.temperature is 0.5, the fixture has 0.2',
    ],
    [
      'a member that is not in the body',
      { body: { inferenceConfig: { maxTokens: 100 } } },
      question('hi'),
      'inferenceConfig is missing, the fixture has {"maxTokens":100}',
    ],
    [
      'an item that is not in a list of the body',
      { body: { inferenceConfig: { stopSequences: ['a', 'b'] } } },
      question('hi', { body: { inferenceConfig: { stopSequences: ['b'] } } }),
      'inferenceConfig.stopSequences has 1 item and lacks "a"',
    ],
    [
      'session',
      { session: 'checkout-*' },
      question('hi', { session: newSession('search-1') }),
      'session is "search-1", the fixture is for "checkout-*"',
    ],
  ])('%s', (_, match, call, reason) => {
    expect(reasons(match, call)).toEqual([reason])
  })

  test('an operation without a model', () => {
    const match = { operation: 'ListFoundationModels', model: 'a*' }
    expect(reasons(match, callOf('ListFoundationModels'), { native: {} })).toEqual([
      'the operation has no model, the fixture is for a*',
    ])
  })

  test('what the request asks for at all', () => {
    const call = callOf('InvokeModel', {
      model: 'amazon.titan-embed-text-v2:0',
      body: { inputText: 'hi' },
    })
    expect(reasons({}, call)).toEqual([
      'the request asks for an embedding, the fixture answers with a message',
    ])
  })

  test('a body that cannot be understood', () => {
    const call = callOf('InvokeModel', { model: CLAUDE, body: { nonsense: 1 } })
    expect(reasons({}, call)).toEqual(['the body cannot be read as a request to this model'])
  })
})

test('an error that was given as often as it should', () => {
  using folder = fixtureFolder({ 'f.yaml': 'error: { type: ThrottlingException, times: 1 }' })
  using store = openStore([folder])
  const session = newSession()
  const found = store.find(question('hi', { session }))
  if (found !== undefined) store.take(found, question('hi', { session }))
  expect(store.find(question('hi', { session }))).toBeUndefined()
  expect(store.nearest(question('hi', { session }))[0]?.reasons).toEqual([
    'it has failed once, as often as it should, and has no answer',
  ])
})

describe('the message of a miss', () => {
  test('names the closest fixture, its differences and the next ones', () => {
    using folder = fixtureFolder({
      'france.yaml': 'name: France\nmatch: { prompt: capital of France }\nanswer: { text: Paris }',
      'spain.yaml':
        'name: Spain\nmatch: { prompt: capital of Spain, turn: 4, model: meta.* }\nanswer: { text: Madrid }',
      'other.yaml':
        'name: Other\nmatch: { operation: ConverseStream, tools: [a], prompt: x }\nanswer: { text: z }',
    })
    using store = openStore([folder])
    const call = question('What is the capital of Portugal?')
    expect(missMessage(call, store.nearest(call))).toBe(
      [
        'No fixture matches Converse to amazon.nova-micro-v1:0. The closest is "France":',
        '- prompt does not contain "capital of France"; after "capital of " comes "Portugal?"',
        'Further away: "Spain", "Other"',
      ].join('\n'),
    )
  })

  test('says what to do when there are none', () => {
    expect(missMessage(question('hi'), [])).toBe(
      'No fixture matches Converse to amazon.nova-micro-v1:0. There are no fixtures: add one, write one into the fixtures folder, or record one with --mode record.',
    )
  })

  test('stays short, whatever differs', () => {
    const fixture = 'f'.repeat(30)
    const message = missMessage(question('hi'), [
      { fixture, reasons: Array.from({ length: 40 }, () => 'r'.repeat(5_000)) },
      ...Array.from({ length: 3 }, () => ({ fixture: 'g'.repeat(5_000), reasons: [] })),
    ])
    expect(message.split('\n')).toHaveLength(9)
    expect(message).toContain('- and 34 more differences')
    expect(message.length).toBeLessThan(3_000)
  })
})
