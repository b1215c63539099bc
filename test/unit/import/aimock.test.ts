import { describe, expect, test } from 'vitest'
import { compiled } from '../../../server/fixtures/load.ts'
import { aimock } from '../../../server/import/formats/aimock.ts'
import type { ImportSource } from '../../../server/import/source.ts'

function read(...fixtures: object[]) {
  const source = { name: 'chat.json', documents: [{ fixtures }] } as unknown as ImportSource
  expect(aimock.fits(source)).toBe(true)
  return aimock.read(source)
}

function rulesOf(...fixtures: object[]) {
  return [...read(...fixtures)].map((item) => {
    if (item.kind === 'skip') return item.why
    if (item.kind !== 'rule') throw new Error(item.kind)
    const { fixture, name } = item.rule
    const { findings } = compiled(fixture, { name, file: '', folder: 0, added: true })
    expect(findings).toEqual([])
    return item.rule.remarks.length === 0 ? fixture : { ...fixture, remarks: item.rule.remarks }
  })
}

const answer = (response: object, more: object = {}) => {
  const [rule] = rulesOf({ match: { userMessage: 'hi' }, response, ...more })
  return typeof rule === 'object' ? { ...rule, match: undefined } : rule
}

describe('an aimock match', () => {
  test.each([
    [{ userMessage: 'hi' }, { prompt: 'hi' }],
    [{}, {}],
    [{ inputText: 'vector', endpoint: 'embedding' }, { prompt: 'vector' }],
    [{ systemMessage: ['a', 'b'] }, { system: { contains: ['a', 'b'] } }],
    [{ toolName: 'get_weather' }, { tools: ['get_weather'] }],
    [{ toolResultContains: 'yes' }, { toolResult: { text: 'yes' } }],
    [
      { userMessage: 'hi', turnIndex: 1 },
      { prompt: 'hi', turn: 2 },
    ],
    [{ userMessage: 'hi', hasToolResult: false }, { prompt: 'hi' }],
    [{ model: 'us.amazon.nova-lite-v1:0' }, { model: 'us.amazon.nova-lite-v1:0' }],
    [
      { toolCallId: 'call_1' },
      {
        toolResult: {},
        body: { messages: [{ content: [{ toolResult: { toolUseId: 'call_1' } }] }] },
      },
    ],
  ])('%j', (match, expected) => {
    expect(rulesOf({ match, response: { content: 'Hello' } })).toEqual([
      { match: expected, answer: { text: 'Hello' } },
    ])
  })

  test.each([
    [{ model: 'gpt-4.1' }, 'matches every model, because gpt-4.1 is not one of Bedrock'],
    [
      { userMessage: 'hi', hasToolResult: true },
      'matches by the tool result alone, not by the earlier message of the user',
    ],
  ])('%j cannot be converted exactly', (match, remark) => {
    expect(rulesOf({ match, response: { content: 'Hello' } })).toMatchObject([
      { remarks: [remark] },
    ])
  })

  test.each([
    [{ context: 'a' }, 'match.context has no counterpart here'],
    [{ endpoint: 'speech' }, 'Bedrock has no endpoint speech'],
    [{ userMessage: 5 }, 'match.userMessage is 5'],
  ])('%j has no counterpart', (match, why) => {
    expect(rulesOf({ match, response: { content: 'Hello' } })).toEqual([why])
  })
})

describe('an aimock response', () => {
  test.each<[response: object, expected: object]>([
    [{ content: { a: 1 } }, { answer: { text: '{"a":1}' } }],
    [
      { content: 'Hi', finishReason: 'length', usage: { prompt_tokens: 1, completion_tokens: 2 } },
      {
        answer: {
          text: 'Hi',
          stopReason: 'max_tokens',
          usage: { inputTokens: 1, outputTokens: 2 },
        },
      },
    ],
    [
      { content: 'Hi', reasoning: 'Hm', reasoningSignature: 'sig' },
      {
        answer: {
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm', signature: 'sig' } } },
            { text: 'Hi' },
          ],
        },
      },
    ],
    [
      { toolCalls: [{ name: 'f', arguments: '{"x":1}', id: 'c' }] },
      { answer: { content: [{ toolUse: { toolUseId: 'c', name: 'f', input: { x: 1 } } }] } },
    ],
    [
      {
        blocks: [
          { type: 'toolCall', name: 'f', arguments: {} },
          { type: 'text', text: 'Hi' },
        ],
      },
      { answer: { content: [{ toolUse: { name: 'f', input: {} } }, { text: 'Hi' }] } },
    ],
    [{ embedding: [0.1, 0.2] }, { answer: { embedding: [0.1, 0.2] } }],
    [
      { error: { message: 'Slow' }, status: 429 },
      { error: { type: 'ThrottlingException', message: 'Slow' } },
    ],
    [
      { error: { message: 'Bad' }, status: 422 },
      { error: { type: 'ValidationException', message: 'Bad' } },
    ],
    [
      { error: { message: 'Broken' } },
      { error: { type: 'InternalServerException', message: 'Broken' } },
    ],
  ])('%j', (response, expected) => {
    expect(answer(response)).toEqual({ ...expected, match: undefined })
  })

  test('with a speed', () => {
    expect(answer({ content: 'Hi' }, { streamingProfile: { ttft: 200, tps: 40 } })).toMatchObject({
      answer: { stream: { firstByteMs: 200, tokensPerSecond: 40 } },
    })
  })

  test.each([
    [{ content: 'Write {{prompt}}.' }],
    [{ content: 'Hi', reasoning: '{{ uuid }}' }],
    [{ toolCalls: [{ name: 'f', arguments: '{"x":"{{match.1}}"}' }] }],
  ])('with a text that a fixture would fill in: %j', (response) => {
    expect(answer(response)).toBe(
      'the response contains a template in double braces, which a fixture would fill in',
    )
  })

  test('with other words in double braces', () => {
    const [rule] = [...read({ match: { userMessage: 'hi' }, response: { content: '{{name}}' } })]
    expect(rule).toMatchObject({ rule: { fixture: { answer: { text: '{{name}}' } } } })
  })

  test('of a kind that Bedrock does not support', () => {
    expect(answer({ audio: 'x' })).toBe("Bedrock's models do not answer with audio")
  })
})

describe('an aimock sequence', () => {
  const step = (sequenceIndex: number | undefined, response: object) => ({
    match: { userMessage: 'hi', ...(sequenceIndex !== undefined && { sequenceIndex }) },
    response,
  })
  const slow = { error: { message: 'Slow' }, status: 429 }

  test('is one fixture', () => {
    expect(rulesOf(step(1, { content: 'B' }), step(0, { content: 'A' }))).toEqual([
      // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; nothing is awaited
      { match: { prompt: 'hi' }, answers: [{ text: 'A' }, { text: 'B' }], then: 'error' },
    ])
  })

  test('ends with the fixture that has no position in it', () => {
    expect(rulesOf(step(0, { content: 'A' }), step(undefined, { content: 'Z' }))).toEqual([
      { match: { prompt: 'hi' }, answers: [{ text: 'A' }, { text: 'Z' }] },
    ])
  })

  test('can start with errors', () => {
    expect(rulesOf(step(0, slow), step(1, slow), step(undefined, { content: 'A' }))).toEqual([
      {
        match: { prompt: 'hi' },
        error: { type: 'ThrottlingException', message: 'Slow', times: 2 },
        answer: { text: 'A' },
      },
    ])
    expect(rulesOf(step(0, { content: 'A' }), step(1, slow))).toEqual([
      'a sequence with errors after answers has no counterpart here',
    ])
  })
})
