import { describe, expect, it } from 'vitest'
import {
  CLAUDE,
  LLAMA,
  NOVA,
  assistant,
  converse,
  toolConfig,
  toolResult,
  toolUse,
  user,
} from '../../../support/refusals.ts'

const START =
  'A conversation must start with a user message. Try again with a conversation that starts with a user message.'
const ALTERNATE =
  'A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.'

describe('the turns of a conversation', () => {
  it('are required', () => {
    expect(converse(NOVA, { messages: [] })).toBe(START)
    expect(converse(CLAUDE, { messages: [] })).toBe(START)
  })

  it('start with the user, for families that require it', () => {
    const messages = [assistant('hello'), user('hi')]
    expect(converse(NOVA, { messages })).toBe(START)
    expect(converse(LLAMA, { messages })).toBe(START)
  })

  it.each([CLAUDE, 'qwen.qwen3-32b-v1:0', 'zai.glm-4.7', 'moonshot.kimi-k2-thinking'])(
    'may start with the assistant for %s',
    (model) => {
      expect(converse(model, { messages: [assistant('hello'), user('hi')] })).toBeUndefined()
    },
  )

  it('alternate, for families that do not merge them', () => {
    const messages = [user('a'), user('b')]
    expect(converse(NOVA, { messages })).toBe(ALTERNATE)
    expect(converse(CLAUDE, { messages })).toBeUndefined()
    expect(converse('amazon.titan-text-express-v1', { messages })).toBeUndefined()
  })

  it('cannot be empty', () => {
    expect(converse(NOVA, { messages: [user('a'), assistant(), user('b')] })).toBe(
      'The content field in the Message object at messages.1 is empty. Add a ContentBlock object to the content field and try again.',
    )
  })

  it('contain no empty text, though white space passes', () => {
    expect(converse(NOVA, { messages: [user('a', '')] })).toBe(
      'The text field in the ContentBlock object at messages.0.content.1 is blank. Add text to the text field, and try again.',
    )
    expect(converse(NOVA, { messages: [user(' ')] })).toBeUndefined()
  })

  it('may have an empty string inside a tool result', () => {
    const result = toolResult('t1', { content: [{ text: '' }] })
    const messages = [user('a'), assistant(toolUse('t1')), user(result)]
    expect(converse(CLAUDE, { messages, toolConfig })).toBeUndefined()
  })

  it('separate tool results from other content, if the family requires it', () => {
    const messages = [user('a'), assistant(toolUse('t1')), user(toolResult('t1'), 'and?')]
    expect(converse(LLAMA, { messages, toolConfig })).toBe(
      'messages.2.content: Conversation blocks and tool result blocks cannot be provided in the same turn.',
    )
    expect(converse(NOVA, { messages, toolConfig })).toBeUndefined()
  })

  it('separate tool calls from other content, if the family requires it', () => {
    const messages = [user('a'), assistant('let me see', toolUse('t1')), user(toolResult('t1'))]
    expect(converse(LLAMA, { messages, toolConfig })).toBe(
      'messages.1.content: Conversation blocks and tool use blocks cannot be provided in the same turn.',
    )
    expect(converse(CLAUDE, { messages, toolConfig })).toBeUndefined()
  })
})
