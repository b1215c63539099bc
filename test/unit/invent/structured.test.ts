import { describe, expect, test } from 'vitest'
import { answerOf, asking, textOf } from './asking.ts'

const SCHEMA = {
  properties: {
    name: { title: 'Name', type: 'string' },
    age: { title: 'Age', type: 'integer' },
  },
  required: ['name', 'age'],
  title: 'User',
  type: 'object',
}

describe('a JSON schema in the prompt', () => {
  const prompt = `Provide the parsed objects in json that match the following json_schema:\n\n${JSON.stringify(SCHEMA, null, 2)}\n\nReturn an instance of the JSON, not the schema itself.`

  test('in the system prompt is followed, with values from the user', () => {
    const text = textOf('Extract: Jason is 25 years old', { system: [{ text: prompt }] })
    expect(JSON.parse(text)).toEqual({ name: 'Jason', age: 25 })
  })

  test('next to the request is followed, and its own words are not values', () => {
    const text = textOf(`${prompt}\n\nJason is 25 years old.`)
    expect(JSON.parse(text)).toEqual({ name: 'Jason', age: 25 })
  })

  test.each([
    // As pydantic writes a recursive model, a union and a list of models.
    [
      { $ref: '#/$defs/User', $defs: { User: SCHEMA } },
      { name: 'Jason', age: 25 },
    ],
    [
      { anyOf: [{ $ref: '#/$defs/User' }, { type: 'null' }], $defs: { User: SCHEMA } },
      { name: 'Jason', age: 25 },
    ],
    [
      { type: 'array', items: { $ref: '#/$defs/User' }, maxItems: 1, $defs: { User: SCHEMA } },
      [{ name: 'Jason', age: 25 }],
    ],
  ])('is followed if its models are definitions: %j', (schema, value) => {
    const system = [{ text: `Answer with JSON that is compatible with ${JSON.stringify(schema)}` }]
    expect(JSON.parse(textOf('Extract: Jason is 25 years old', { system }))).toEqual(value)
  })

  test('that is only mentioned is not followed', () => {
    expect(textOf(`What is wrong with this? ${JSON.stringify(SCHEMA)}`)).not.toMatch(/^\{/)
  })

  test('is followed after a tool result', () => {
    const messages = [
      { role: 'user' as const, content: [{ text: 'Who is the user?' }] },
      {
        role: 'assistant' as const,
        content: [{ toolUse: { toolUseId: 'a', name: 'get_user_name', input: {} } }],
      },
      {
        role: 'user' as const,
        content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'Ada' }] } }],
      },
    ]
    const [block] = answerOf(asking('', { messages, system: [{ text: prompt }] })).content
    expect(JSON.parse(block?.text ?? '')).toMatchObject({ name: 'Ada' })
  })
})

test('names of members may come before the word for them', () => {
  const text = textOf("Tell me a joke. Return JSON with 'setup' and 'punchline' keys.")
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['setup', 'punchline'])
})

describe('a list of fields between markers', () => {
  const promptFor = (input: string, fields: string): string =>
    `[[ ## question ## ]]\n${input}\n\nRespond with the corresponding output fields, starting with the field ${fields}, and then ending with the marker for \`[[ ## completed ## ]]\`.`

  test('is filled in, with the answer if it is known', () => {
    expect(textOf(promptFor('What is the capital of France?', '`[[ ## answer ## ]]`'))).toBe(
      '[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]',
    )
  })

  test('has values of the named types', () => {
    const fields =
      "`[[ ## mood ## ]]` (must be formatted as a valid Python Literal['positive', 'negative']), then `[[ ## score ## ]]` (must be formatted as a valid Python float), then `[[ ## sure ## ]]` (must be formatted as a valid Python bool), then `[[ ## tags ## ]]` (must be formatted as a valid Python list[str])"
    const text = textOf(promptFor('This book was awful.', fields))
    expect(text).toMatch(
      /^\[\[ ## mood ## \]\]\nnegative\n\n\[\[ ## score ## \]\]\n[\d.]+\n\n\[\[ ## sure ## \]\]\n(?:True|False)\n\n\[\[ ## tags ## \]\]\n\["[^\n]*\]\n\n\[\[ ## completed ## \]\]$/,
    )
  })

  test('is not what the answer is about', () => {
    expect(textOf(promptFor('Why is tea green?', '`[[ ## answer ## ]]`'))).toContain(
      'Why is tea green',
    )
  })
})

test.each(['Write a story about a dragon', 'Write an essay on tea'])(
  '"%s" exceeds a small maxTokens, and fits a large one',
  (prompt) => {
    expect(answerOf(asking(prompt, { maxTokens: 300 })).stopReason).toBe('max_tokens')
    expect(answerOf(asking(prompt, { maxTokens: 4_000 })).stopReason).toBe('end_turn')
  },
)
