import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { familyOf } from '../../../server/models/families.ts'
import type { Chat } from '../../../server/neutral/prompt.ts'
import { countText, firstTokens } from '../../../server/tokens/token-count.ts'
import { tokenEnd } from '../../../server/tokens/token-ends.ts'
import { countBlocks, countPrompt } from '../../../server/tokens/tokens.ts'

const chat = (text: string, more: Partial<Chat> = {}): Chat => ({
  kind: 'chat',
  system: [],
  messages: [{ role: 'user', content: [{ text }] }],
  tools: [],
  systemTools: [],
  stopSequences: [],
  ...more,
})

describe('the estimate of tokens', () => {
  test('counts short words, signs, digits and characters of East Asia much as real tokenizers do', () => {
    expect(countText('')).toBe(0)
    expect(countText('Hello, world!')).toBe(4)
    expect(countText('What is the capital of France?')).toBe(7)
    expect(countText('getWeatherForecast')).toBe(3)
    expect(countText('1234567')).toBe(3)
    expect(countText('你好世界')).toBe(4)
    expect(countText('a'.repeat(600))).toBe(100)
  })

  test('counts a lone "Hello, world!" as Claude does, message and all', () => {
    expect(countPrompt(chat('Hello, world!'))).toBe(11)
  })

  test('adds the prompt that teaches tools, which is shorter where a call is forced', () => {
    const tools = [
      { name: 'get_weather', description: 'Get the weather', schema: { type: 'object' } },
    ]
    const bare = countPrompt(chat('Hi'))
    const auto = countPrompt(chat('Hi', { tools }))
    const forced = countPrompt(chat('Hi', { tools, toolChoice: { any: {} } }))
    expect(auto - bare).toBeGreaterThan(346)
    expect(auto - bare).toBeLessThan(400)
    expect(auto - forced).toBe(33)
  })

  test('adds what each family puts around a conversation', () => {
    const tools = [{ name: 'add', description: 'Adds numbers', schema: { type: 'object' } }]
    const counted = (id: string, more = {}) =>
      countPrompt(chat('Hello, world!', more), familyOf(id))
    expect(counted('anthropic.claude-3-haiku-20240307-v1:0')).toBe(11)
    expect(counted('amazon.nova-micro-v1:0')).toBe(4)
    expect(counted('meta.llama3-3-70b-instruct-v1:0')).toBe(39)
    expect(counted('meta.llama3-3-70b-instruct-v1:0', { native: { framed: true } })).toBe(4)
    expect(counted('openai.gpt-oss-120b-1:0')).toBe(71)
    const bare = counted('cohere.command-r-v1:0')
    expect(counted('cohere.command-r-v1:0', { tools }) - bare).toBeLessThan(20)
    expect(counted('amazon.nova-2-lite-v1:0', { tools })).toBeGreaterThan(850)
  })

  test('counts every kind of prompt and block', () => {
    const source = { bytes: 'aGVsbG8gd29ybGQ=' }
    expect(countBlocks([{ cachePoint: { type: 'default' } }])).toBe(0)
    expect(countBlocks([{ image: { format: 'png', source } }])).toBeGreaterThan(100)
    expect(countBlocks([{ document: { format: 'txt', name: 'a', source } }])).toBeGreaterThan(3)
    expect(countBlocks([{ reasoningContent: { reasoningText: { text: 'I see.' } } }])).toBe(3)
    expect(
      countBlocks([{ toolResult: { toolUseId: 'a', content: [{ json: { a: 1 } }] } }]),
    ).toBeGreaterThan(12)
    expect(
      countPrompt({
        kind: 'embed',
        inputs: [{ text: 'a b' }, { text: 'c' }],
        dimensions: 8,
        normalize: true,
        types: [],
      }),
    ).toBe(3)
    expect(countPrompt({ kind: 'rank', query: 'a', documents: ['b c', 'd'] })).toBe(4)
  })

  test('counts as many tokens as there are pieces, whatever the script and however long the runs', () => {
    const sign = fc.constantFrom(
      ...Array.from('abcdÄABCÖ123 \n\r\t.,!{"'),
      'б',
      'я',
      '\u0301',
      '\u200d',
      '你',
      'カ',
      '👩',
      '🇫',
      '🏽',
    )
    const run = fc
      .tuple(sign, fc.integer({ min: 1, max: 40 }))
      .map(([each, times]) => each.repeat(times))
    fc.assert(
      fc.property(fc.array(fc.oneof(sign, run)), (parts) => {
        const text = parts.join('')
        let count = 0
        for (let at = 0; at < text.length; count++) at = tokenEnd(text, at)
        expect(countText(text)).toBe(count)
      }),
      { numRuns: 500 },
    )
  })

  test('takes a sample of a long text, which counts more the longer it is', () => {
    const page = 'The harbour wakes before the town does. '.repeat(410)
    expect(countText(page)).toBe(3280)
    const more = `${page}${page}`
    expect(countText(more)).toBeGreaterThan(6400)
    expect(countText(more)).toBeLessThan(6700)
    expect(countText(`${more}!`)).toBeGreaterThanOrEqual(countText(more))
  })

  test('cuts a text after so many of its tokens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, max) => {
        const cut = firstTokens(text, max)
        expect(text.startsWith(cut)).toBe(true)
        expect(countText(cut)).toBe(Math.min(max, countText(text)))
      }),
    )
  })
})
