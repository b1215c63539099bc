import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/llama.ts'
import { answer, streamed, targetOf, tokensOf } from '../../support/dialect-target.ts'

const model = 'meta.llama3-3-70b-instruct-v1:0'
const to = targetOf(dialect, model, { prompt: 'Where is Rome?' })
const reply = answer([{ text: 'Rome is in Italy.' }])

describe('Llama', () => {
  test('a prompt and its parameters', () => {
    expect(
      dialect.read({ prompt: 'Hi', max_gen_len: 20, temperature: 0.5, top_p: 0.9 }, model),
    ).toMatchObject({
      messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      maxTokens: 20,
      temperature: 0.5,
      topP: 0.9,
    })
  })

  test.each([
    ['meta.llama3-8b-instruct-v1:0', 2048],
    [model, 8192],
  ])('%s outputs at most %i tokens', (id, max) => {
    expect(dialect.read({ prompt: 'Hi', max_gen_len: max }, id)).toMatchObject({ maxTokens: max })
    expect(() => dialect.read({ prompt: 'Hi', max_gen_len: max + 1 }, id)).toThrow(
      `#/max_gen_len: ${max + 1} is not less or equal to ${max}`,
    )
  })

  test('images precede the text', () => {
    expect(dialect.read({ prompt: 'What is it?', images: ['iVBORw0KGgo='] }, model)).toMatchObject({
      messages: [
        {
          content: [
            { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' } } },
            { text: 'What is it?' },
          ],
        },
      ],
    })
  })

  test('the body round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify(body)).toBe(
      '{"generation":"Rome is in Italy.","prompt_token_count":12,"generation_token_count":6,"stop_reason":"stop"}',
    )
    expect(dialect.parse(body)).toEqual(reply)
  })

  test('the stream counts generated tokens, and round-trips', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toEqual({
      generation: 'Rome',
      prompt_token_count: 12,
      generation_token_count: 1,
      stop_reason: null,
    })
    expect(chunks[1]).toMatchObject({ prompt_token_count: null, generation_token_count: 2 })
    expect(chunks.at(-1)).toMatchObject({
      generation: '',
      generation_token_count: 6,
      stop_reason: 'stop',
    })
    expect(tokensOf(dialect, reply, to)).toBe(6)
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('a truncated answer reports this in its last chunk', () => {
    const cut = answer([{ text: 'Rome is' }], { stopReason: 'max_tokens' })
    expect(streamed(dialect, cut, to).at(-1)).toMatchObject({
      generation: ' is',
      stop_reason: 'length',
    })
    expect(dialect.parse(dialect.body(cut, to))).toEqual(cut)
  })

  test('a tool call is the JSON that the model would write, and other JSON is not read as one', () => {
    const call = answer([{ toolUse: { toolUseId: '', name: 'find', input: { city: 'Rome' } } }], {
      stopReason: 'tool_use',
    })
    const body = dialect.body(call, to)
    expect(body['generation']).toBe('{"name":"find","parameters":{"city":"Rome"}}')
    expect(dialect.parse(body)).toEqual(call)
    for (const text of ['{"name":"Ann","age":7}', '{"name":"find", "parameters":{}}', '{"name":'])
      expect(dialect.parse({ ...body, generation: text })).toMatchObject({ content: [{ text }] })
  })

  test.each([
    [{ max_gen_len: 5 }, '#: required key [prompt] not found'],
    [{ prompt: 'a', max_tokens: 5 }, '#: extraneous key [max_tokens] is not permitted'],
    [{ prompt: 'a', temperature: 2 }, '#/temperature: 2 is not less or equal to 1'],
    [{ prompt: 'a', max_gen_len: '5' }, '#/max_gen_len: expected type: Integer, found: String'],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, model)).toThrow(
      `Malformed input request: ${violation}, please reformat your input and try again.`,
    )
  })
})
