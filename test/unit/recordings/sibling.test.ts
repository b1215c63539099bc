import { describe, expect, test } from 'vitest'
import type { Json } from '../../../server/json.ts'
import { HAIKU, NOVA, play, say } from '../../support/stored.ts'
import { sentCall } from '../../support/stored-calls.ts'
import type { RecordedEvent } from '../../../server/bedrock/answer.ts'

describe('a recording answers its sibling', () => {
  test('Converse as a stream, with the same total time', () => {
    expect(play([{}], sentCall('ConverseStream', NOVA, say('hi')))).toMatchObject({
      kind: 'reply',
      reply: {
        kind: 'message',
        content: [{ text: 'Hello' }],
        stopReason: 'end_turn',
        usage: { inputTokens: 1, outputTokens: 6 },
        latencyMs: 900,
      },
      pace: { kind: 'tokens', firstByteMs: 300, tokensPerSecond: 10 },
    })
  })

  test('a stream as Converse, with reasoning, tool use and the values of its last events', () => {
    const at = (type: string, payload: Json): RecordedEvent => ({
      type,
      payload: JSON.stringify(payload),
      atMs: 1,
    })
    const events = [
      at('messageStart', { role: 'assistant' }),
      at('contentBlockDelta', {
        contentBlockIndex: 0,
        delta: { reasoningContent: { text: 'Hm' } },
      }),
      at('contentBlockDelta', {
        contentBlockIndex: 0,
        delta: { reasoningContent: { text: 'm.' } },
      }),
      at('contentBlockDelta', {
        contentBlockIndex: 0,
        delta: { reasoningContent: { signature: 'sig' } },
      }),
      at('contentBlockDelta', {
        contentBlockIndex: 1,
        delta: { reasoningContent: { redactedContent: 'cmVk' } },
      }),
      at('contentBlockDelta', { contentBlockIndex: 2, delta: { text: 'Look' } }),
      at('contentBlockDelta', { contentBlockIndex: 2, delta: { text: 'ing' } }),
      at('contentBlockStart', {
        contentBlockIndex: 3,
        start: { toolUse: { name: 'find', toolUseId: 't1', type: 'tool_use' } },
      }),
      at('contentBlockDelta', { contentBlockIndex: 3, delta: { toolUse: { input: '' } } }),
      at('contentBlockDelta', { contentBlockIndex: 3, delta: { toolUse: { input: '{"a"' } } }),
      at('contentBlockDelta', { contentBlockIndex: 3, delta: { toolUse: { input: ':1}' } } }),
      at('contentBlockStart', {
        contentBlockIndex: 4,
        start: { toolUse: { name: 'none', toolUseId: 't2' } },
      }),
      at('contentBlockDelta', { contentBlockIndex: 5, delta: { text: 'cited' } }),
      at('contentBlockDelta', { contentBlockIndex: 5, delta: { citation: { title: 'T' } } }),
      at('messageStop', {
        stopReason: 'tool_use',
        additionalModelResponseFields: { delta: { stop_sequence: null } },
      }),
      at('metadata', {
        metrics: { latencyMs: 77 },
        trace: { guardrail: {} },
        usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, totalTokens: 6 },
      }),
    ]
    expect(
      play(
        [{ operation: 'ConverseStream', answers: [events] }],
        sentCall('Converse', NOVA, say('hi')),
      ),
    ).toMatchObject({
      reply: {
        kind: 'message',
        content: [
          { reasoningContent: { reasoningText: { text: 'Hmm.', signature: 'sig' } } },
          { reasoningContent: { redactedContent: 'cmVk' } },
          { text: 'Looking' },
          { toolUse: { name: 'find', toolUseId: 't1', type: 'tool_use', input: { a: 1 } } },
          { toolUse: { name: 'none', toolUseId: 't2', input: {} } },
          { citationsContent: { content: [{ text: 'cited' }], citations: [{ title: 'T' }] } },
        ],
        stopReason: 'tool_use',
        usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3 },
        latencyMs: 77,
        extra: { trace: { guardrail: {} }, additionalModelResponseFields: { stop_sequence: null } },
      },
    })
  })

  test('a stream that ended with an exception as that error', () => {
    const events: RecordedEvent[] = [
      { type: 'validationException', payload: '{"message":"too long"}', atMs: 1, exception: true },
    ]
    expect(
      play(
        [{ operation: 'ConverseStream', answers: [events] }],
        sentCall('Converse', NOVA, say('hi')),
      ),
    ).toMatchObject({
      kind: 'error',
      error: { name: 'ValidationException', message: 'too long' },
    })
  })

  test('InvokeModel as its stream and the reverse, through the model family', () => {
    const request = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'hi' }],
    }
    const whole = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [{ type: 'text', text: 'Hello' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 3, output_tokens: 2 },
    }
    const message = {
      kind: 'message',
      content: [{ text: 'Hello' }],
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 2 },
    }
    expect(
      play(
        [
          {
            operation: 'InvokeModel',
            model: HAIKU,
            body: request,
            answers: [Buffer.from(JSON.stringify(whole))],
          },
        ],
        sentCall('InvokeModelWithResponseStream', HAIKU, request),
      ),
    ).toMatchObject({ kind: 'reply', reply: message })
    const parts = [
      {
        type: 'message_start',
        message: {
          ...whole,
          content: [],
          stop_reason: null,
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 2 },
      },
      {
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': {
          inputTokenCount: 3,
          outputTokenCount: 2,
          invocationLatency: 55,
          firstByteLatency: 5,
        },
      },
    ]
    const events = parts.map((part): RecordedEvent => ({
      type: 'chunk',
      payload: JSON.stringify({ bytes: Buffer.from(JSON.stringify(part)).toString('base64') }),
      atMs: 1,
    }))
    expect(
      play(
        [
          {
            operation: 'InvokeModelWithResponseStream',
            model: HAIKU,
            body: request,
            answers: [events],
          },
        ],
        sentCall('InvokeModel', HAIKU, request),
      ),
    ).toMatchObject({ kind: 'reply', reply: { ...message, latencyMs: 55 } })
  })
})
