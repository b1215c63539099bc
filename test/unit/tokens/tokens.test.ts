import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { familyOf } from '../../../server/models/families.ts'
import type { Block, Chat } from '../../../server/neutral/prompt.ts'
import { pdfOf } from '../../support/pdf.ts'
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
  test('counts short words, punctuation, digits and East Asian characters much as real tokenizers do', () => {
    expect(countText('')).toBe(0)
    expect(countText('Hello, world!')).toBe(4)
    expect(countText('What is the capital of France?')).toBe(7)
    expect(countText('getWeatherForecast')).toBe(3)
    expect(countText('1234567')).toBe(3)
    expect(countText('你好世界')).toBe(4)
    expect(countText('a'.repeat(600))).toBe(100)
  })

  test('counts a single "Hello, world!" as Claude does, including the message', () => {
    expect(countPrompt(chat('Hello, world!'))).toBe(11)
  })

  test('adds the tool prompt, which is shorter if a call is forced', () => {
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

  test('adds the overhead of a conversation in each family', () => {
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

  test('counts as many tokens as there are pieces, in any script and for long runs', () => {
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

  test('samples a long text, and counts more the longer it is', () => {
    const page = 'The harbour wakes before the town does. '.repeat(410)
    expect(countText(page)).toBe(3280)
    const more = `${page}${page}`
    expect(countText(more)).toBeGreaterThan(6400)
    expect(countText(more)).toBeLessThan(6700)
    expect(countText(`${more}!`)).toBeGreaterThanOrEqual(countText(more))
  })

  test('truncates a text to a number of tokens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, max) => {
        const cut = firstTokens(text, max)
        expect(text.startsWith(cut)).toBe(true)
        expect(countText(cut)).toBe(Math.min(max, countText(text)))
      }),
    )
  })
})

const of = (id: string, prompt: Chat): number => countPrompt(prompt, familyOf(id))
const CLAUDE_4_5 = 'anthropic.claude-sonnet-4-5-20250929-v1:0'

/** The tokens that a block adds to a prompt. */
function added(id: string, block: Block): number {
  const prompt = chat('Hi', { messages: [{ role: 'user', content: [block, { text: 'Hi' }] }] })
  return of(id, prompt) - of(id, chat('Hi'))
}

// Each as in the usage of the real service, within the tolerance of an estimate.
describe('with texts', () => {
  const about = (tokens: number, off = 0.1) =>
    expect.toSatisfy((value: number) => Math.abs(value - tokens) <= tokens * off)

  /** The header of a PNG; nothing else is read. */
  function picture(width: number, height: number): Block {
    const head = Buffer.alloc(33)
    head.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
    head.writeUInt32BE(width, 16)
    head.writeUInt32BE(height, 20)
    return { image: { format: 'png', source: { bytes: head.toString('base64') } } }
  }

  test.each([
    [CLAUDE_4_5, 640, 480, 410],
    [CLAUDE_4_5, 275, 183, 68],
    [CLAUDE_4_5, 4000, 3000, 1600],
    ['amazon.nova-pro-v1:0', 597, 566, 1246],
    ['amazon.nova-pro-v1:0', 400, 301, 466],
    ['amazon.nova-pro-v1:0', 1400, 900, 1826],
    ['amazon.nova-2-lite-v1:0', 597, 566, 431],
  ])('%s counts an image of %d by %d pixels as %d tokens', (id, width, height, tokens) => {
    expect(added(id, picture(width, height))).toEqual(about(tokens))
  })

  test.each([
    [CLAUDE_4_5, 1600],
    ['amazon.nova-pro-v1:0', 1700],
    ['amazon.nova-2-lite-v1:0', 2560],
    ['anthropic.claude-v2', 12],
    ['meta.llama3-3-70b-instruct-v1:0', 12],
  ])('%s counts a PDF of one page and three words as %d tokens', (id, tokens) => {
    const bytes = pdfOf('Dummy PDF file').toString('base64')
    const document = { format: 'pdf', name: 'a', source: { bytes } }
    expect(added(id, { document })).toEqual(about(tokens, 0.35))
  })

  test.each([
    ['anthropic.claude-sonnet-4-20250514-v1:0', 585],
    [CLAUDE_4_5, 598],
    ['anthropic.claude-sonnet-5', 821],
    ['amazon.nova-lite-v1:0', 0],
  ])('%s adds a prompt for citations', (id, tokens) => {
    const source = { text: 'Employees get 20 days.' }
    const plain: Block = { document: { format: 'txt', name: 'a', source } }
    const cited: Block = { document: { ...plain.document, citations: { enabled: true } } }
    expect(added(id, cited) - added(id, plain)).toEqual(about(tokens))
  })

  test.each([
    ['anthropic.claude-3-7-sonnet-20250219-v1:0', 29],
    [CLAUDE_4_5, 29],
    ['anthropic.claude-opus-4-8', 0],
  ])('%s adds %d tokens for thinking', (id, tokens) => {
    expect(of(id, chat('Hi', { reasoning: {} })) - of(id, chat('Hi'))).toBe(tokens)
  })

  test('adds the schema of structured output', () => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' }, country: { type: 'string' } },
      required: ['city', 'country'],
      additionalProperties: false,
    }
    const more = of(CLAUDE_4_5, chat('Hi', { format: { schema } })) - of(CLAUDE_4_5, chat('Hi'))
    expect(more).toEqual(about(160, 0.2))
  })

  test('ignores thinking from earlier turns, but not from the last one', () => {
    const thought: Block = {
      reasoningContent: { reasoningText: { text: 'Let me think. '.repeat(50) } },
    }
    const called: Block = { toolUse: { toolUseId: 't', name: 'a', input: {} } }
    const result: Block = { toolResult: { toolUseId: 't', content: [{ text: 'ok' }] } }
    const turns = (middle: Block[], last: Block): Chat =>
      chat('', {
        messages: [
          { role: 'user', content: [{ text: 'Hi' }] },
          { role: 'assistant', content: middle },
          { role: 'user', content: [last] },
        ],
      })
    expect(of(CLAUDE_4_5, turns([thought, { text: 'Yo' }], { text: 'So?' }))).toBe(
      of(CLAUDE_4_5, turns([{ text: 'Yo' }], { text: 'So?' })),
    )
    expect(of(CLAUDE_4_5, turns([thought, called], result))).toBeGreaterThan(
      of(CLAUDE_4_5, turns([called], result)) + 100,
    )
    const tagged = { text: `<think>${'Hm. '.repeat(100)}</think>\n\nYo` }
    for (const id of ['qwen.qwen3-32b-v1:0', 'deepseek.r1-v1:0'])
      expect(of(id, turns([tagged], { text: 'So?' }))).toBe(
        of(id, turns([{ text: 'Yo' }], { text: 'So?' })),
      )
  })

  // One small tool, with "What is the weather?" or a similar question.
  test.each([
    ['anthropic.claude-3-sonnet-20240229-v1:0', 234],
    ['anthropic.claude-3-opus-20240229-v1:0', 600],
    ['anthropic.claude-sonnet-4-20250514-v1:0', 384],
    [CLAUDE_4_5, 568],
    ['anthropic.claude-sonnet-5', 446],
  ])('%s adds the tokens of a tool', (id, tokens) => {
    const schema = {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    }
    const tools = [{ name: 'get_weather', description: 'Get the weather of a city', schema }]
    expect(of(id, chat('What is the weather in Paris?', { tools }))).toEqual(about(tokens))
  })

  test('the newest Claude models use more tokens for a text', () => {
    const text = chat('The lighthouse keeper climbs the stairs. '.repeat(100))
    expect(of('anthropic.claude-opus-4-8', text) / of(CLAUDE_4_5, text)).toBeCloseTo(1.25, 1)
  })
})
