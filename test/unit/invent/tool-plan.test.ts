import { describe, expect, test } from 'vitest'
import type { Turn, ToolSpec } from '../../../server/neutral/prompt.ts'
import type { JsonObject } from '../../../server/json.ts'
import { answerOf, asking, callsOf, SEARCH, WEATHER } from './asking.ts'

const string = { type: 'string' }

function tool(name: string, description: string, properties: JsonObject): ToolSpec {
  const required = Object.keys(properties)
  return { name, description, schema: { type: 'object', properties, required } }
}

const TIME = tool('time_tool', '', {})
const ADDITION = tool('addition_tool', 'useful to add two numbers', {
  a: { type: 'integer' },
  b: { type: 'integer' },
})
const USER_ID = tool('get_user_id', 'Get the id of a user', { name: string })
const ORDERS = tool('get_orders', 'Get the orders of a user', { user_id: string })
const HANDOFF = tool('handoff_to_agent', 'Transfer control to another agent', {
  agent_name: string,
  message: string,
})

const namesOf = (prompt: string, tools: ToolSpec[], more = {}): string[] =>
  callsOf(prompt, tools, more).map(({ name }) => name)

function called(name: string, input: JsonObject, result: string): Turn[] {
  return [
    { role: 'assistant', content: [{ toolUse: { toolUseId: name, name, input } }] },
    { role: 'user', content: [{ toolResult: { toolUseId: name, content: [{ text: result }] } }] },
  ]
}

describe('several tools', () => {
  test('are called in one turn if the prompt asks for several things', () => {
    expect(namesOf('What is the time and weather in New York?', [TIME, WEATHER])).toEqual([
      'time_tool',
      'get_weather',
    ])
    const calls = callsOf("What's the weather like in Paris and how much is 2+2?", [
      WEATHER,
      ADDITION,
      SEARCH,
    ])
    expect(calls).toMatchObject([
      { name: 'get_weather', input: { location: 'Paris' } },
      { name: 'addition_tool', input: { a: 2, b: 2 } },
    ])
  })

  test('are not called for two words of one request', () => {
    const flights = tool('book_flight', 'Books a flight', { to: string })
    expect(namesOf('Search for the best flight to Paris', [SEARCH, flights])).toHaveLength(1)
  })

  const chain = 'Call get_user_id for Ada first, then call get_orders with that result.'
  const chat = (after: Turn[]) =>
    asking('', {
      tools: [ORDERS, USER_ID],
      messages: [{ role: 'user', content: [{ text: chain }] }, ...after],
    })
  const first = called('get_user_id', { name: 'Ada' }, 'U-17')
  const second = called('get_orders', { user_id: 'U-17' }, 'two kettles')

  test('are called one after another if the prompt says so, each with the last result', () => {
    expect(callsOf(chain, [ORDERS, USER_ID])).toMatchObject([
      { name: 'get_user_id', input: { name: 'Ada' } },
    ])
    expect(answerOf(chat(first)).content.at(-1)?.toolUse).toMatchObject({
      name: 'get_orders',
      input: { user_id: 'U-17' },
    })
  })

  test('are each reported once in the answer that ends the turn', () => {
    const answer = answerOf(chat([...first, ...second]))
    const text = answer.content[0]?.text ?? ''
    expect(answer.stopReason).toBe('end_turn')
    for (const part of ['Ada', 'two kettles', 'get_user_id', 'get_orders'])
      expect(text.split(part)).toHaveLength(2)
  })
})

describe('a hand-off', () => {
  const context = 'User Request: Calculate 10 + 5\n\nOther agents available:\nAgent name: analyst.'
  const under = (system: string, prompt = context): JsonObject[] =>
    callsOf(prompt, [HANDOFF], { system: [{ text: system }] }).map(
      ({ input }) => input as JsonObject,
    )

  test('is made to the agent named in the system prompt if its condition holds', () => {
    expect(under('When you need calculations, hand off to the analyst.')).toMatchObject([
      { agent_name: 'analyst' },
    ])
    expect(under('Hand off to analyst immediately.', 'Go. Agents: analyst')).toHaveLength(1)
    expect(under('When you need drawings, hand off to the analyst.')).toEqual([])
  })

  test.each([
    'You are a research specialist.',
    'When you need calculations, hand off to the appropriate specialist.',
    'Hand off to the plumber.',
    'Do not hand off to the analyst.',
  ])('is not made for "%s"', (system) => {
    expect(under(system)).toEqual([])
  })

  test('calls the tool that is named after its target', () => {
    const tools = ['transfer_to_sales', 'transfer_to_billing'].map((name) => tool(name, '', {}))
    expect(namesOf('Please transfer me to billing', tools)).toEqual(['transfer_to_billing'])
  })
})

describe('tool arguments', () => {
  const inputFor = (prompt: string, properties: JsonObject): unknown =>
    callsOf(prompt, [tool('record', 'Records', properties)], { toolChoice: { any: {} } })[0]?.input

  test.each<[prompt: string, input: JsonObject]>([
    ['The time is 12:00 and the weather is sunny', { time: '12:00', weather: 'sunny' }],
    ['Create a profile for John Doe, a dentist', { name: 'John Doe' }],
    ['John Doe is a 25 year old dentist', { name: 'John Doe', occupation: 'dentist' }],
    ['Create task: Review code, high priority', { title: 'Review code' }],
    ['Repeat "a, b and c"', { text: 'a, b and c' }],
    ['Use the calculator: 7 * 6', { operation: 'multiply' }],
    ['An album "Blue Train" by John Coltrane', { name: 'Blue Train', artist: 'John Coltrane' }],
  ])('of "%s" are used as a whole', (prompt, input) => {
    const properties = Object.fromEntries(Object.keys(input).map((name) => [name, string]))
    expect(inputFor(prompt, properties)).toEqual(input)
  })

  test('choose an option that their description lists', () => {
    const priority = { type: 'string', description: 'Priority level: low, medium, high' }
    expect(inputFor('A task of high priority', { priority })).toEqual({ priority: 'high' })
  })

  test('are a long text if a tool asks for a story, which exceeds a small maxTokens', () => {
    const story = tool('story_tool', 'Writes a story', { story: string })
    const answer = answerOf(asking('Tell me a story!', { tools: [story], maxTokens: 100 }))
    expect(answer.stopReason).toBe('max_tokens')
  })
})

test('a form is filled in from the question if the client reports that the answer lacked it', () => {
  const form = tool('Result', 'Math operation result', { result: { type: 'integer' } })
  const messages: Turn[] = [
    { role: 'user', content: [{ text: 'Calculate 2 + 2 using the calculator tool' }] },
    ...called('calculator', { operation: 'add' }, '4.0'),
    { role: 'assistant', content: [{ text: 'It is 4.' }] },
    {
      role: 'user',
      content: [{ text: 'You must format the previous response as structured output.' }],
    },
  ]
  const answer = answerOf(asking('', { tools: [form], messages, toolChoice: { any: {} } }))
  expect(answer.content.at(-1)?.toolUse).toMatchObject({ name: 'Result', input: { result: 4 } })
})

test("plain text becomes the member that the tool's name refers to", () => {
  const place = tool('final_result', 'The final answer', { city: string, country: string })
  const messages: Turn[] = [
    { role: 'user', content: [{ text: 'What is the largest city in the user country?' }] },
    ...called('get_user_country', {}, 'Mexico'),
  ]
  const answer = answerOf(asking('', { tools: [place], messages, toolChoice: { any: {} } }))
  expect(answer.content.at(-1)?.toolUse?.input).toMatchObject({ country: 'Mexico' })
})
