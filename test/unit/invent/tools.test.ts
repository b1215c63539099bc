import { describe, expect, test } from 'vitest'
import type { Turn, ToolSpec } from '../../../server/neutral/prompt.ts'
import { conforms } from '../../../server/invent/schema/conform.ts'
import type { JsonObject } from '../../../server/json.ts'
import { answerOf, asking, callsOf, SEARCH, WEATHER } from './asking.ts'

function tool(
  name: string,
  description: string,
  properties: JsonObject,
  required = Object.keys(properties),
): ToolSpec {
  return { name, description, schema: { type: 'object', properties, required } }
}

const string = { type: 'string' }
const SONG = tool('top_song', 'The most popular song on a radio station', { sign: string })
const SUM = tool('calculator', 'Evaluates a math expression', { expression: string })
const ADD = tool('add', 'Adds two numbers', { a: { type: 'number' }, b: { type: 'number' } })
const MAIL = tool('send_email', 'Sends an email', {
  to: { type: 'string', format: 'email' },
  subject: string,
})
const ORDER = tool('get_order', 'Looks up an order', { order_id: string })
const FLIGHT = tool('book_flight', 'Books a flight', {
  origin: string,
  destination: string,
  date: { type: 'string', format: 'date' },
  passengers: { type: 'integer' },
  seat: { enum: ['economy', 'business'] },
})

const ALL = [WEATHER, SEARCH, SONG, SUM, ADD, MAIL, ORDER, FLIGHT]

describe('tool calls', () => {
  test.each<[prompt: string, name: string, input: JsonObject]>([
    ["What's the weather in Paris?", 'get_weather', { location: 'Paris' }],
    [
      'Weather in New York City for 5 days in fahrenheit please',
      'get_weather',
      { location: 'New York City', unit: 'fahrenheit', days: 5 },
    ],
    ['weather in san francisco', 'get_weather', { location: 'San Francisco' }],
    ['What is the weather like in Seattle, WA?', 'get_weather', { location: 'Seattle, WA' }],
    ['Do I need an umbrella in Oslo?', 'get_weather', { location: 'Oslo' }],
    ['What is the most popular song on WZPZ?', 'top_song', { sign: 'WZPZ' }],
    ['What is 12*7+3?', 'calculator', { expression: '12*7+3' }],
    ['Add 2 and 3.5', 'add', { a: 2, b: 3.5 }],
    ['Use the add tool to compute 2 + 3. After that say the result.', 'add', { a: 2, b: 3 }],
    ['Search for the best pizza places', 'web_search', { query: 'the best pizza places' }],
    [
      'Send an email to bob@example.org about "the party"',
      'send_email',
      { to: 'bob@example.org', subject: 'the party' },
    ],
    ['Where is my order ORD-1234?', 'get_order', { order_id: 'ORD-1234' }],
    [
      'Book a business flight from London to New York on 2026-03-01 for 2 passengers',
      'book_flight',
      {
        origin: 'London',
        destination: 'New York',
        date: '2026-03-01',
        passengers: 2,
        seat: 'business',
      },
    ],
  ])('answer "%s" with %s and what it names', (prompt, name, input) => {
    expect(callsOf(prompt, ALL)).toEqual([{ toolUseId: '', name, input }])
  })

  test('name the files of the prompt, and the address that a mail goes to', () => {
    const read = tool('read_file', 'Reads a file', { path: string })
    const write = tool('write_file', 'Writes a file', { file_path: string, text: string })
    const mail = tool('send_email', 'Sends an email', { to: string })
    const inputOf = (text: string, of: ToolSpec) =>
      callsOf(text, [of], { toolChoice: { any: {} } })[0]?.input
    expect(inputOf('Read config.json, please', read)).toEqual({ path: 'config.json' })
    expect(inputOf('Show ./src/app.test.ts', read)).toEqual({ path: './src/app.test.ts' })
    expect(inputOf('What is in /etc/hosts?', read)).toEqual({ path: '/etc/hosts' })
    expect(inputOf('Write hello to Notes.md', write)).toMatchObject({ file_path: 'Notes.md' })
    expect(inputOf('Mail it to bob@example.com, not to Ada', mail)).toEqual({
      to: 'bob@example.com',
    })
    // Neither an address, a version nor an abbreviation is a file.
    for (const text of ['Ask bob@example.com', 'Use 3.11', 'Pick one, e.g. any'])
      expect(inputOf(text, read)).toEqual({ path: expect.stringMatching(/^Invented path/) })
  })

  test('use values that match a pattern', () => {
    const post = tool('post_office', 'The post office of a zip code', {
      zip: { type: 'string', pattern: '^[0-9]{5}$' },
      ref: { type: 'string', pattern: '^[A-Z]{2}-\\d+$' },
      word: { type: 'string', pattern: '^[a-z]+$', maxLength: 3 },
    })
    const [call] = callsOf('post office for zip code 90210, ref AB-77.', [post])
    expect(call?.input).toMatchObject({ zip: '90210', ref: 'AB-77' })
    expect(conforms(post.schema, call?.input ?? null)).toBe(true)
  })

  test('parse dates as people write them', () => {
    const day = tool('temperature', 'The temperature on a day', {
      city: string,
      date: { type: 'string', format: 'date' },
    })
    const inputs = ['London on 1st January 2022', 'London on January 1, 2022'].map(
      (when) => callsOf(`temperature in ${when}?`, [day])[0]?.input,
    )
    expect(inputs).toEqual([
      { city: 'London', date: '2022-01-01' },
      { city: 'London', date: '2022-01-01' },
    ])
  })

  test('are made for each place in the prompt', () => {
    const calls = callsOf('What is the temperature in Tokyo, London, and Paris?', [WEATHER])
    expect(calls.map(({ input }) => input)).toEqual([
      { location: 'Tokyo' },
      { location: 'London' },
      { location: 'Paris' },
    ])
  })

  test.each(['Tell me a joke', 'How old are you?', ''])(
    'are not made for "%s", which is about no tool',
    (prompt) => {
      expect(callsOf(prompt, ALL)).toEqual([])
      expect(answerOf(asking(prompt, { tools: ALL })).stopReason).toBe('end_turn')
    },
  )

  test('are always made if any tool is required, and use the named tool', () => {
    expect(callsOf('Tell me a joke', ALL, { toolChoice: { any: {} } })).toHaveLength(1)
    const [call] = callsOf('Tell me a joke', ALL, { toolChoice: { tool: { name: 'book_flight' } } })
    expect(call?.name).toBe('book_flight')
    expect(conforms(FLIGHT.schema, call?.input ?? null)).toBe(true)
  })

  test('are never made if tools are disabled', () => {
    expect(callsOf('weather in Paris', [WEATHER], { toolChoice: { none: {} } })).toEqual([])
  })

  test('follow a sentence with Claude and Nova, and are alone if forced or if the family does so', () => {
    const kinds = (id: string, more = {}): string[] =>
      answerOf(asking('weather in Paris', { tools: [WEATHER], ...more }), id).content.flatMap(
        (block) => Object.keys(block),
      )
    expect(kinds('anthropic.claude-3-haiku-20240307-v1:0')).toEqual(['text', 'toolUse'])
    expect(kinds('amazon.nova-lite-v1:0')).toEqual(['text', 'toolUse'])
    expect(kinds('amazon.nova-lite-v1:0', { toolChoice: { any: {} } })).toEqual(['toolUse'])
    expect(kinds('meta.llama3-1-70b-instruct-v1:0')).toEqual(['toolUse'])
  })

  test('end the turn for the tool, and leave ids to the dialect', () => {
    const answer = answerOf(asking('weather in Paris', { tools: [WEATHER] }))
    expect(answer.stopReason).toBe('tool_use')
    expect(answer.content.at(-1)?.toolUse?.toolUseId).toBe('')
  })

  describe('after a result', () => {
    const turnsWith = (content: Turn['content']): Turn[] => [
      { role: 'user', content: [{ text: 'weather in Paris?' }] },
      {
        role: 'assistant',
        content: [
          { toolUse: { toolUseId: 'a', name: 'get_weather', input: { location: 'Paris' } } },
        ],
      },
      { role: 'user', content },
    ]
    const answered = (content: Turn['content']) =>
      answerOf(asking('', { tools: [WEATHER], messages: turnsWith(content) }))

    test('the answer uses it and ends the turn', () => {
      const answer = answered([
        {
          toolResult: { toolUseId: 'a', content: [{ json: { temperature: 22, sky: ['clear'] } }] },
        },
      ])
      expect(answer.stopReason).toBe('end_turn')
      expect(answer.content[0]?.text).toContain(
        'get_weather (location Paris) says: temperature 22, sky clear.',
      )
    })

    test('a tool for the final answer is called with the result', () => {
      const final = tool('final_result', 'The final answer', { temperature: { type: 'integer' } })
      const chat = asking('', {
        tools: [WEATHER, final],
        messages: turnsWith([
          { toolResult: { toolUseId: 'a', content: [{ json: { temperature: 22 } }] } },
        ]),
      })
      expect(answerOf(chat).content.at(-1)?.toolUse).toMatchObject({
        name: 'final_result',
        input: { temperature: 22 },
      })
    })

    test("LangChain's answer tool is called, but not again after a result", () => {
      const form = tool('extract', 'A function available to call.', { city: string })
      expect(callsOf('Describe Genoa.', [form])).toMatchObject([{ name: 'extract' }])
      const messages = turnsWith([
        { toolResult: { toolUseId: 'a', content: [{ text: 'thanks' }] } },
      ])
      const { content } = answerOf(asking('', { tools: [form], messages }))
      expect(content.some(({ toolUse }) => toolUse !== undefined)).toBe(false)
    })

    test('a class as the only tool is filled in if the prompt contains its values', () => {
      const person = tool('Person', '', { name: string, age: { type: 'integer' } })
      expect(callsOf('John Smith is 32 years old.', [person])).toMatchObject([
        { name: 'Person', input: { name: 'John Smith', age: 32 } },
      ])
      expect(callsOf('How are you?', [person])).toEqual([])
    })

    test('a forced call uses a tool that was not called before, so that loops end', () => {
      const messages = turnsWith([{ toolResult: { toolUseId: 'a', content: [{ text: 'clear' }] } }])
      const answer = answerOf(
        asking('', { tools: [WEATHER, SEARCH], messages, toolChoice: { any: {} } }),
      )
      expect(answer.content.map(({ toolUse }) => toolUse?.name)).toEqual(['web_search'])
    })

    test('text is quoted, JSON in text is parsed, and a failure is reported', () => {
      const textFor = (text: string, status?: 'error') =>
        answered([
          { toolResult: { toolUseId: 'a', content: [{ text }], ...(status && { status }) } },
        ]).content[0]?.text
      expect(textFor('It is raining.')).toContain(
        'get_weather (location Paris) says: It is raining.',
      )
      expect(textFor('{"windSpeed": 5}')).toContain('wind speed 5')
      expect(textFor('timeout', 'error')).toContain('get_weather failed: timeout.')
    })
  })
})

test('input is an object, even if the schema is unsatisfiable', () => {
  const allOf = Array.from({ length: 1_000 }, () => ({ type: 'object' }))
  const [call] = callsOf('anything', [{ ...WEATHER, schema: { allOf } }], {
    toolChoice: { any: {} },
  })
  expect(call?.input).toEqual({})
})
