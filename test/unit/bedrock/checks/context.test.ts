import { describe, expect, test } from 'vitest'
import {
  CLAUDE,
  LLAMA,
  NOVA,
  converse,
  refusal,
  user,
  warnings,
} from '../../../support/refusals.ts'

const CLAUDE_3 = 'anthropic.claude-3-haiku-20240307-v1:0'
const PREFIX = 'The model returned the following errors: '

const words = (count: number): string => 'word '.repeat(count)
const ask = (model: string, count: number) => converse(model, { messages: [user(words(count))] })
const embed = (count: number) =>
  refusal('InvokeModel', {
    model: 'amazon.titan-embed-text-v2:0',
    body: { inputText: words(count) },
  })

describe('a prompt longer than the model reads at once is refused', () => {
  test('by Claude, with its tokens', () => {
    expect(ask(CLAUDE, 201_000)).toMatch(
      /^The model returned the following errors: prompt is too long: 201\d\d\d tokens > 200000 maximum$/,
    )
  })

  test('by Claude 3, which counts what it may write', () => {
    const messages = [user(words(198_000))]
    expect(converse(CLAUDE_3, { messages, inferenceConfig: { maxTokens: 4096 } })).toMatch(
      /^The model returned the following errors: input length and `max_tokens` exceed context limit: 198\d\d\d \+ 4096 > 200000, decrease input length or `max_tokens` and try again$/,
    )
    expect(converse(CLAUDE_3, { messages })).toBeUndefined()
  })

  test('by Nova and Llama', () => {
    expect(ask(NOVA, 301_000)).toBe(
      `${PREFIX}Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.`,
    )
    expect(ask(LLAMA, 132_000)).toBe(
      `${PREFIX}This model's maximum context length is 131072 tokens. Please reduce the length of the prompt`,
    )
  })

  test("in a native body, in the model's words alone", () => {
    expect(embed(9_000)?.message).toMatch(
      /^400 Bad Request: Too many input tokens\. Max input tokens: 8192, request input token count: 90\d\d$/,
    )
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 10,
      messages: [{ role: 'user', content: words(201_000) }],
    }
    expect(refusal('InvokeModel', { model: CLAUDE, body })?.message).toMatch(/^prompt is too long/)
    const anthropic_beta = ['context-1m-2025-08-07']
    expect(
      refusal('InvokeModel', { model: CLAUDE, body: { ...body, anthropic_beta } }),
    ).toBeUndefined()
  })
})

test('a prompt that fits is read', () => {
  expect(ask(CLAUDE, 190_000)).toBeUndefined()
  expect(embed(8_000)).toBeUndefined()
})

test('to count its tokens is no harm', () => {
  const body = { input: { converse: { messages: [user(words(201_000))] } } }
  const model = CLAUDE.replace('us.', '')
  expect(refusal('CountTokens', { model, body })).toBeUndefined()
})

test('where the catalogue only warns, so does this', () => {
  const asked = { model: CLAUDE, body: { messages: [user(words(201_000))] } }
  expect(warnings('Converse', asked, { lenient: true })).toEqual([
    expect.stringContaining('prompt is too long'),
  ])
})
