import type { UpstreamRequest, Scripted } from './upstream.ts'
import { chunk, event, JSON_ANSWER, STREAM_ANSWER } from './recorded.ts'

// The answers of a stand-in for Bedrock, with everything that a recorder could lose.

export const NOVA = 'us.amazon.nova-micro-v1:0'
export const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0'
export const say = (text: string) => ({
  messages: [{ role: 'user' as const, content: [{ text }] }],
})

export const RICH = {
  additionalModelResponseFields: { stop_sequence: null },
  metrics: { latencyMs: 1300 },
  output: {
    message: {
      content: [
        {
          reasoningContent: {
            reasoningText: { signature: 'EskBCkgIARABGAIiQ==', text: 'Let me think.' },
          },
        },
        { reasoningContent: { redactedContent: 'c29tZXRoaW5nIGhpZGRlbg==' } },
        { text: 'I look\nit up… 🌍' },
        {
          toolUse: {
            input: { zip: '8000', deep: { b: 1, a: [null, 1.5] } },
            name: 'weather',
            toolUseId: 'tooluse_iPA5tRLlQ5qSvfeYGeQVPg',
          },
        },
      ],
      role: 'assistant',
    },
  },
  performanceConfig: { latency: 'optimized' },
  stopReason: 'tool_use',
  trace: { guardrail: { inputAssessment: { gr1: { topicPolicy: { topics: [] } } } } },
  usage: {
    cacheReadInputTokens: 100,
    cacheWriteInputTokens: 20,
    inputTokens: 269,
    outputTokens: 77,
    serverToolUsage: {},
    totalTokens: 466,
  },
}

const RICH_STREAM = [
  event('messageStart', { p: 'abcd', role: 'assistant' }),
  event('contentBlockDelta', {
    contentBlockIndex: 0,
    delta: { reasoningContent: { text: 'Let me' } },
    p: 'ab',
  }),
  event('contentBlockDelta', {
    contentBlockIndex: 0,
    delta: { reasoningContent: { signature: 'EskBCkg=' } },
    p: 'abc',
  }),
  event('contentBlockStop', { contentBlockIndex: 0, p: 'abcde' }),
  event('contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Grüezi 🌍' }, p: 'abcdef' }),
  event('contentBlockStop', { contentBlockIndex: 1, p: 'ab' }),
  event('contentBlockStart', {
    contentBlockIndex: 2,
    p: 'ab',
    start: { toolUse: { name: 'weather', toolUseId: 'tooluse_x' } },
  }),
  event('contentBlockDelta', {
    contentBlockIndex: 2,
    delta: { toolUse: { input: '{"zi' } },
    p: 'ab',
  }),
  event('contentBlockDelta', {
    contentBlockIndex: 2,
    delta: { toolUse: { input: 'p":1}' } },
    p: 'ab',
  }),
  event('contentBlockStop', { contentBlockIndex: 2, p: 'ab' }),
  event('messageStop', { p: 'ab', stopReason: 'tool_use' }),
  event('metadata', {
    metrics: { latencyMs: 12 },
    p: 'ab',
    usage: { cacheReadInputTokens: 4, inputTokens: 5, outputTokens: 6, totalTokens: 15 },
  }),
]

const CHUNKS = [
  chunk({
    type: 'message_start',
    message: { id: 'msg_bdrk_01', model: 'claude', usage: { input_tokens: 3 } },
  }),
  chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }),
  chunk({
    type: 'message_stop',
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: 3,
      outputTokenCount: 1,
      invocationLatency: 50,
      firstByteLatency: 20,
    },
  }),
]

export const NATIVE =
  '{"inputTextTokenCount":28.0,"results":[{"tokenCount":2,"outputText":"\\nHello","completionReason":"FINISH"}]}'

/** The answers of the stand-in, by operation. */
export function answer({ method, url }: UpstreamRequest): Scripted {
  const json = (value: unknown) => ({ headers: JSON_ANSWER, pieces: [JSON.stringify(value)] })
  if (url.endsWith('/converse')) return json(RICH)
  if (url.endsWith('/converse-stream')) return { headers: STREAM_ANSWER, pieces: RICH_STREAM }
  if (url.endsWith('/invoke')) {
    return {
      headers: [
        ...JSON_ANSWER,
        ['X-Amzn-Bedrock-Invocation-Latency', '77'],
        ['X-Amzn-Bedrock-Output-Token-Count', '2'],
        ['X-Amzn-Bedrock-Input-Token-Count', '28'],
      ],
      pieces: [NATIVE],
    }
  }
  if (url.endsWith('/invoke-with-response-stream')) {
    return {
      headers: [...STREAM_ANSWER, ['X-Amzn-Bedrock-Content-Type', 'application/json']],
      pieces: CHUNKS,
    }
  }
  if (url.endsWith('/count-tokens')) return json({ inputTokens: 18 })
  if (url.endsWith('/apply'))
    return json({ action: 'NONE', assessments: [], outputs: [], usage: { topicPolicyUnits: 1 } })
  if (method === 'GET' && url.startsWith('/foundation-models?'))
    return json({
      modelSummaries: [
        { modelId: 'a.b', modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/a.b' },
      ],
    })
  if (url.startsWith('/foundation-models/'))
    return json({
      modelDetails: { modelId: 'a.b', modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/a.b' },
    })
  if (url.startsWith('/inference-profiles/'))
    return json({ inferenceProfileId: 'recorded', status: 'ACTIVE', toolboxArn: null })
  if (url.startsWith('/inference-profiles'))
    return json({ inferenceProfileSummaries: [{ inferenceProfileId: 'recorded' }] })
  return json({ modelId: 'a.b', authorizationStatus: 'AUTHORIZED' })
}

export async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = []
  for await (const one of stream ?? []) all.push(one)
  return all
}

export function post(url: string, path: string, body: string): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
}
