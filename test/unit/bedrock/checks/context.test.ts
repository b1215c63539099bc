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

const NOVA_SAYS =
  'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.'
const maximum = (limit: number) =>
  `This model's maximum context length is ${limit} tokens. Please reduce the length of the prompt`

const words = (count: number): string => 'word '.repeat(count)
const ask = (model: string, count: number) => converse(model, { messages: [user(words(count))] })
const embed = (count: number) =>
  refusal('InvokeModel', {
    model: 'amazon.titan-embed-text-v2:0',
    body: { inputText: words(count) },
  })

describe('a prompt longer than the context window is rejected', () => {
  test('by Claude, with its token count', () => {
    expect(ask(CLAUDE, 201_000)).toMatch(
      /^The model returned the following errors: prompt is too long: 201\d\d\d tokens > 200000 maximum$/,
    )
  })

  test('by Claude 3, which adds the maximum output', () => {
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

  // Each with more tokens than its context window.
  test.each([
    ['anthropic.claude-v2', 101_000, 'Input is too long for requested model.'],
    ['us.amazon.nova-2-lite-v1:0', 1_010_000, NOVA_SAYS],
    ['meta.llama3-8b-instruct-v1:0', 9_000, maximum(8192)],
    ['mistral.mistral-7b-instruct-v0:2', 34_000, maximum(32_768)],
    ['mistral.mistral-large-3-675b-instruct', 263_000, maximum(262_144)],
    ['openai.gpt-oss-120b-1:0', 132_000, maximum(131_072)],
    ['google.gemma-3-27b-it', 132_000, maximum(131_072)],
    ['us.deepseek.r1-v1:0', 129_000, maximum(128_000)],
    ['minimax.minimax-m2', 206_000, maximum(204_800)],
    ['us.writer.palmyra-x4-v1:0', 132_000, maximum(131_072)],
  ])('by %s', (model, count, says) => {
    expect(ask(model, count)).toBe(`${PREFIX}${says}`)
  })

  test.each([
    ['us.anthropic.claude-opus-5', 1_000_000],
    ['us.anthropic.claude-sonnet-4-6', 1_000_000],
    ['us.anthropic.claude-opus-4-5-20251101-v1:0', 200_000],
  ])('by %s, with the message of newer Claude models', (model, limit) => {
    expect(ask(model, limit + 1000)).toMatch(
      new RegExp(`prompt is too long: \\d+ tokens > ${limit} maximum$`),
    )
  })

  test('by open models, including the tokens of the answer', () => {
    const messages = [user(words(125_000))]
    expect(
      converse('openai.gpt-oss-20b-1:0', { messages, inferenceConfig: { maxTokens: 8192 } }),
    ).toMatch(
      /^The model returned the following errors: This model's maximum context length is 131072 tokens\. However, you requested 8192 output tokens and your prompt contains 125\d\d\d input tokens, for a total of 133\d\d\d tokens\.$/,
    )
    expect(converse('openai.gpt-oss-20b-1:0', { messages })).toBeUndefined()
  })

  test('by Command R, with its token count', () => {
    expect(ask('cohere.command-r-v1:0', 129_000)).toMatch(
      /too many tokens: total number of tokens in the prompt cannot exceed 128000 - received 129\d\d\d\./,
    )
  })

  test("in a native body, with the model's own message", () => {
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

test('a prompt that fits is accepted', () => {
  expect(ask(CLAUDE, 190_000)).toBeUndefined()
  expect(embed(8_000)).toBeUndefined()
})

test('its tokens can be counted', () => {
  const body = { input: { converse: { messages: [user(words(201_000))] } } }
  const model = CLAUDE.replace('us.', '')
  expect(refusal('CountTokens', { model, body })).toBeUndefined()
})

test('only causes a warning if the checks are lenient', () => {
  const values = { model: CLAUDE, body: { messages: [user(words(201_000))] } }
  expect(warnings('Converse', values, { lenient: true })).toEqual([
    expect.stringContaining('prompt is too long'),
  ])
})
