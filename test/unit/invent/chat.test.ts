import { describe, expect, test } from 'vitest'
import { familyOf } from '../../../server/models/families.ts'
import { countBlocks, countPrompt } from '../../../server/tokens/tokens.ts'
import { conforms } from '../../../server/invent/schema/conform.ts'
import { Session } from '../../../server/sessions.ts'
import type { ToolChoice } from '../../../server/neutral/prompt.ts'
import { answerOf, asking, CLAUDE, SEARCH, WEATHER } from './asking.ts'

const CLAUDE_4_5 = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
const QUESTION = 'What is the capital of France?'

describe('an invented answer', () => {
  test('is the same for the same request, and different for another model or question', () => {
    expect(answerOf(asking(QUESTION))).toEqual(answerOf(asking(QUESTION)))
    expect(answerOf(asking(QUESTION)).content).not.toEqual(answerOf(asking('Why?')).content)
  })

  test('counts tokens as CountTokens does', () => {
    const chat = asking(QUESTION, { tools: [WEATHER, SEARCH], system: [{ text: 'Be brief.' }] })
    const { usage, content } = answerOf(chat)
    expect(usage.inputTokens).toBe(countPrompt(chat, familyOf(CLAUDE)))
    expect(usage.outputTokens).toBe(countBlocks(content))
  })

  test('does not report the cache without a cachePoint', () => {
    for (const id of [CLAUDE, 'meta.llama3-1-8b-instruct-v1:0'])
      expect(Object.keys(answerOf(asking('Hi'), id).usage)).toEqual(['inputTokens', 'outputTokens'])
  })

  test('breaks off at maxTokens', () => {
    const answer = answerOf(asking(QUESTION, { maxTokens: 5 }))
    expect(answer.stopReason).toBe('max_tokens')
    expect(answer.usage.outputTokens).toBe(5)
    const whole = answerOf(asking(QUESTION)).usage.outputTokens
    expect(answerOf(asking(QUESTION, { maxTokens: whole })).stopReason).toBe('end_turn')
  })

  test('drops a tool call for which maxTokens leaves no room', () => {
    for (const toolChoice of [{ any: {} }, { auto: {} }]) {
      const answer = answerOf(
        asking('weather in Paris', { tools: [WEATHER], toolChoice, maxTokens: 8 }),
      )
      expect(answer).toMatchObject({
        stopReason: 'max_tokens',
        content: [{ text: expect.any(String) }],
      })
      expect(answer.usage.outputTokens).toBeLessThanOrEqual(8)
    }
  })

  test('ends before the first stop sequence', () => {
    const answer = answerOf(
      asking('Say "one two three four"', { stopSequences: ['four', 'three', '#'] }),
    )
    expect(answer).toMatchObject({
      content: [{ text: 'one two ' }],
      stopReason: 'stop_sequence',
      stopSequence: 'three',
    })
  })

  describe('with structured output', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        age: { type: 'integer' },
        city: { type: 'string' },
        email: { type: 'string', format: 'email' },
        tags: { type: 'array', items: { type: 'string' }, minItems: 2 },
      },
      required: ['name', 'age', 'city', 'email', 'tags'],
      additionalProperties: false,
    }
    const text = 'Extract: John Smith is 34 and lives in Berlin. john@example.org'

    test('is JSON that follows the schema, with values from the prompt', () => {
      const value: unknown = JSON.parse(
        answerOf(asking(text, { format: { schema } })).content[0]?.text ?? '',
      )
      expect(value).toMatchObject({
        name: 'John Smith',
        age: 34,
        city: 'Berlin',
        email: 'john@example.org',
      })
      expect(conforms(schema, value as never)).toBe(true)
    })

    test('is any object if no schema is given', () => {
      const value: unknown = JSON.parse(
        answerOf(asking(text, { format: { schema: {} } })).content[0]?.text ?? '',
      )
      expect(value).toHaveProperty('answer')
    })

    test('uses values from tool results', () => {
      const messages = [
        { role: 'user' as const, content: [{ text }] },
        {
          role: 'assistant' as const,
          content: [{ toolUse: { toolUseId: 'a', name: 'x', input: {} } }],
        },
        {
          role: 'user' as const,
          content: [{ toolResult: { toolUseId: 'a', content: [{ json: { age: 77 } }] } }],
        },
      ]
      expect(answerOf(asking('', { messages, format: { schema } })).content[0]?.text).toContain(
        '"age":77',
      )
    })

    test("continues from the caller's opening brace", () => {
      const messages = [
        { role: 'user' as const, content: [{ text: 'Give me data' }] },
        { role: 'assistant' as const, content: [{ text: '{' }] },
      ]
      const rest = answerOf(asking('', { messages })).content[0]?.text ?? ''
      expect(JSON.parse(`{${rest}`)).toHaveProperty('answer')
    })
  })

  describe('with reasoning', () => {
    test('starts with it, signed where the family signs', () => {
      const answer = answerOf(asking(QUESTION, { reasoning: { budgetTokens: 1024 } }))
      expect(answer.content.map((block) => Object.keys(block)[0])).toEqual([
        'reasoningContent',
        'text',
      ])
      expect(answer.content[0]).toMatchObject({
        reasoningContent: {
          reasoningText: {
            text: expect.stringContaining('the capital of France'),
            signature: expect.stringMatching(/^E[A-Za-z0-9+/]{200,}={0,2}$/),
          },
        },
      })
    })

    test('always has it for models that always reason, without a signature', () => {
      const [first] = answerOf(asking(QUESTION), 'openai.gpt-oss-120b-1:0').content
      expect(first?.reasoningContent).toEqual({ reasoningText: { text: expect.any(String) } })
    })

    test('has it after the text for DeepSeek R1', () => {
      const answer = answerOf(asking(QUESTION), 'deepseek.r1-v1:0')
      expect(answer.content.map((block) => Object.keys(block)[0])).toEqual([
        'text',
        'reasoningContent',
      ])
    })

    test("is redacted if the conversation contains Anthropic's magic string", () => {
      const magic = `ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_${'46C9A13E'.repeat(8)}`
      const messages = [
        { role: 'user' as const, content: [{ text: magic }] },
        { role: 'assistant' as const, content: [{ text: 'Hm.' }] },
        { role: 'user' as const, content: [{ text: 'What was that?' }] },
      ]
      for (const chat of [
        asking(magic, { reasoning: {} }),
        asking('', { reasoning: {}, messages }),
      ]) {
        const [thought, answer] = answerOf(chat).content
        const { redactedContent = '' } = { ...thought?.reasoningContent } as {
          redactedContent?: string
        }
        expect(Buffer.from(redactedContent, 'base64').toString()).toMatch(/^E[\w+/]{300,}=*$/)
        expect(answer?.text).not.toBe('')
      }
      expect(answerOf(asking(magic)).content).toHaveLength(1)
      expect(answerOf(asking(magic, { reasoning: {} }), 'qwen.qwen3-32b-v1:0').content[0]).toEqual({
        reasoningContent: { reasoningText: { text: expect.any(String) } },
      })
    })

    test('has none unless requested', () => {
      expect(answerOf(asking(QUESTION)).content).toHaveLength(1)
    })
  })

  describe('to a prompt with cachePoints', () => {
    const cachePoint = { type: 'default' }
    const long = { text: 'The handbook says many things. '.repeat(400) }
    const cached = (text: string, more = {}) =>
      asking(text, { system: [long, { cachePoint }], ...more })

    test('writes what the session sends first and reads what it sends again', () => {
      const session = new Session('a')
      const first = answerOf(cached('Why?'), CLAUDE_4_5, session).usage
      const again = answerOf(cached('How?'), CLAUDE_4_5, session).usage
      expect(first.cacheReadInputTokens).toBe(0)
      expect(first.cacheWriteInputTokens).toBeGreaterThan(1024)
      expect(first.cacheDetails).toEqual([{ inputTokens: first.cacheWriteInputTokens, ttl: '5m' }])
      expect(again).toMatchObject({
        cacheReadInputTokens: first.cacheWriteInputTokens,
        cacheWriteInputTokens: 0,
      })
      expect(again.cacheDetails).toBeUndefined()
    })

    test('adds up to the result of CountTokens', () => {
      const { inputTokens, cacheWriteInputTokens = 0 } = answerOf(cached('Why?')).usage
      expect(inputTokens + cacheWriteInputTokens).toBe(countPrompt(cached('Why?')))
    })

    test('reads the earlier turns and writes the new ones', () => {
      const session = new Session('a')
      const turns = [
        { role: 'user' as const, content: [long, { cachePoint }] },
        { role: 'assistant' as const, content: [{ text: 'Yes.' }] },
        { role: 'user' as const, content: [long, { cachePoint }] },
      ]
      answerOf(asking('', { messages: turns.slice(0, 1) }), CLAUDE, session)
      // The cachePoint of the first turn is not in the second request, as usual for clients.
      const [, ...later] = turns
      const second = answerOf(
        asking('', { messages: [{ role: 'user', content: [long] }, ...later] }),
        CLAUDE,
        session,
      ).usage
      expect(second.cacheReadInputTokens).toBeGreaterThan(1024)
      expect(second.cacheWriteInputTokens).toBeGreaterThan(1024)
    })

    test('separates lifetimes', () => {
      const system = [long, { cachePoint: { type: 'default', ttl: '1h' } }, long, { cachePoint }]
      const { cacheDetails } = answerOf(asking('Why?', { system }), CLAUDE_4_5).usage
      expect(cacheDetails?.map(({ ttl }) => ttl)).toEqual(['1h', '5m'])
    })

    test.each([CLAUDE, 'amazon.nova-lite-v1:0'])('%s does not separate them', (id) => {
      const { usage } = answerOf(cached('Why?'), id)
      expect(usage.cacheWriteInputTokens).toBeGreaterThan(1024)
      expect(usage.cacheDetails).toBeUndefined()
    })

    test('reads the same prefix whatever the tool choice', () => {
      const session = new Session('a')
      const chatWith = (toolChoice: ToolChoice) =>
        answerOf(cached('Why?', { tools: [WEATHER], toolChoice }), CLAUDE_4_5, session).usage
      const { cacheWriteInputTokens } = chatWith({ tool: { name: WEATHER.name } })
      expect(chatWith({ auto: {} })).toMatchObject({
        cacheReadInputTokens: cacheWriteInputTokens,
        cacheWriteInputTokens: 0,
      })
    })

    test('reads no message after a change of the tool choice', () => {
      const session = new Session('a')
      const messages = [{ role: 'user' as const, content: [long, { cachePoint }] }]
      const chatWith = (toolChoice: ToolChoice) =>
        answerOf(asking('', { messages, tools: [WEATHER], toolChoice }), CLAUDE_4_5, session).usage
      chatWith({ any: {} })
      expect(chatWith({ auto: {} }).cacheReadInputTokens).toBe(0)
    })

    // About 1,200, 2,500 and 4,500 tokens.
    test.each([
      ['anthropic.claude-opus-5', [true, true, true]],
      [CLAUDE_4_5, [true, true, true]],
      ['amazon.nova-lite-v1:0', [true, true, true]],
      ['anthropic.claude-sonnet-4-6', [false, true, true]],
      ['anthropic.claude-haiku-4-5-20251001-v1:0', [false, false, true]],
      ['anthropic.claude-opus-4-6-v1', [false, false, true]],
    ])('%s has its own minimum', (id, caches) => {
      const writes = [200, 400, 750].map((times) => {
        const text = 'The handbook says many things. '.repeat(times)
        const { usage } = answerOf(asking('Why?', { system: [{ text }, { cachePoint }] }), id)
        return (usage.cacheWriteInputTokens ?? 0) > 0
      })
      expect(writes).toEqual(caches)
    })

    test('caches the tools if their list ends in a cachePoint', () => {
      const tools = Array.from({ length: 20 }, (_, nth) => ({
        ...WEATHER,
        name: `tool_${nth}`,
        description: long.text.slice(0, 800),
      }))
      const { usage } = answerOf(asking('Hi', { tools, cachesTools: true }))
      expect(usage.cacheWriteInputTokens).toBeGreaterThan(1024)
    })

    test('caches nothing if the prompt is too short, in another session, or unsupported by the model', () => {
      const short = asking('Why?', { system: [{ text: 'Be brief.' }, { cachePoint }] })
      expect(answerOf(short).usage).toMatchObject({
        cacheReadInputTokens: 0,
        cacheWriteInputTokens: 0,
      })
      answerOf(cached('Why?'), CLAUDE, new Session('a'))
      expect(answerOf(cached('Why?'), CLAUDE, new Session('b')).usage.cacheReadInputTokens).toBe(0)
      expect(answerOf(cached('Why?'), 'meta.llama3-1-8b-instruct-v1:0').usage).not.toHaveProperty(
        'cacheWriteInputTokens',
      )
    })
  })
})
