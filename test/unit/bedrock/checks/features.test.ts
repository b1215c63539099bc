import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import {
  CLAUDE,
  LLAMA,
  MISTRAL,
  NOVA,
  assistant,
  converse,
  document,
  image,
  refusal,
  toolConfig,
  toolResult,
  toolUse,
  user,
  warnings,
} from '../../../support/refusals.ts'

const KIMI = 'moonshot.kimi-k2-thinking'
const NEMOTRON = 'nvidia.nemotron-nano-9b-v2'
const PALMYRA = 'us.writer.palmyra-x5-v1:0'
const GPT_OSS = 'openai.gpt-oss-20b-1:0'
const GROK = 'us.xai.grok-4.6'
const LARGE_2402 = 'mistral.mistral-large-2402-v1:0'

const block = (kind: string) =>
  `This model doesn't support the ${kind} content block that you provided. Update the content block and try again.`
const field = (name: string) =>
  `This model doesn't support the ${name} field. Remove ${name} and try again.`

const video = { video: { format: 'mp4', source: { bytes: 'AAAA' } } }
const audio = { audio: { format: 'mp3', source: { bytes: 'AAAA' } } }
const round = [user('a'), assistant(toolUse('t1')), user(toolResult('t1', { status: 'success' }))]
const format = {
  textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}' } } },
}
const object = { json: { type: 'object' } }
const strict = { tools: [{ toolSpec: { name: 'a', inputSchema: object, strict: true } }] }
const choice = (toolChoice: JsonObject) => ({ toolConfig: { ...toolConfig, toolChoice } })
const native = { role: 'user', content: 'hi' }
const signed = {
  reasoningContent: { reasoningText: { text: 'hm', signature: 'abc' } },
}

const REFUSED: [what: string, model: string, body: JsonObject, message: string][] = [
  [
    'system prompts',
    MISTRAL,
    { system: [{ text: 'x' }] },
    "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
  ],
  ['images', 'amazon.nova-micro-v1:0', { messages: [user('a', image())] }, block('image')],
  ['videos', CLAUDE, { messages: [user('a', video)] }, block('video')],
  ['documents', GPT_OSS, { messages: [user('a', document('x'))] }, block('document')],
  ['audio', NOVA, { messages: [user('a', audio)] }, block('audio')],
  ['tools', 'us.deepseek.r1-v1:0', { toolConfig }, "This model doesn't support tool use."],
  [
    'tools',
    'us.meta.llama3-2-3b-instruct-v1:0',
    { toolConfig },
    "This model doesn't support tool use.",
  ],
  ['choosing any tool', LLAMA, choice({ any: {} }), field('toolConfig.toolChoice.any')],
  [
    'choosing one tool',
    LARGE_2402,
    choice({ tool: { name: 'search' } }),
    field('toolConfig.toolChoice.tool'),
  ],
  ['the status of a tool result', PALMYRA, { messages: round, toolConfig }, field('status')],
  ['structured output', NOVA, { outputConfig: format }, field('outputConfig')],
  [
    'structured output, in the words of Claude',
    'us.anthropic.claude-opus-4-1-20250805-v1:0',
    { outputConfig: format },
    'The model returned the following errors: output_config.format: Extra inputs are not permitted',
  ],
  ['strict tools', NOVA, { toolConfig: strict }, field('strict')],
  [
    'signed reasoning',
    GPT_OSS,
    { messages: [user('a'), assistant(signed, 'b'), user('c')] },
    field('reasoningContent.reasoningText.signature'),
  ],
  [
    'images in S3',
    CLAUDE,
    { messages: [user('a', image({ s3Location: { uri: 's3://bucket/cat.png' } }))] },
    field('s3Uri'),
  ],
  [
    'stop sequences',
    GPT_OSS,
    { inferenceConfig: { stopSequences: ['x'] } },
    field('stopSequences'),
  ],
  ['a temperature', GROK, { inferenceConfig: { temperature: 0.5 } }, field('temperature')],
  ['top-p sampling', GROK, { inferenceConfig: { topP: 0.5 } }, field('topP')],
  [
    'too many tokens',
    NOVA,
    { inferenceConfig: { maxTokens: 10_001 } },
    'The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000.',
  ],
  [
    'long cache times',
    NOVA,
    { system: [{ text: 'x' }, { cachePoint: { type: 'default', ttl: '1h' } }] },
    'Extended TTL prompt caching is only supported for Anthropic models',
  ],
  [
    'prompt caching',
    KIMI,
    { system: [{ text: 'x' }, { cachePoint: { type: 'default' } }] },
    '403 AccessDeniedException: You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.',
  ],
  [
    'prompt caching',
    NEMOTRON,
    { messages: [user('x', { cachePoint: { type: 'default' } })] },
    'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.',
  ],
]

describe('unsupported features of a family', () => {
  it.each(REFUSED)('rejects %s: %s', (_, model, body, message) => {
    expect(converse(model, body)).toBe(message)
  })

  it('rejects tools in a stream if only that is unsupported', () => {
    expect(converse(LLAMA, { toolConfig })).toBeUndefined()
    expect(converse(LLAMA, { toolConfig }, 'ConverseStream')).toBe(
      "This model doesn't support tool use in streaming mode.",
    )
  })

  it('limits the tokens of native bodies too, with a shorter message', () => {
    const values = {
      model: CLAUDE,
      body: { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64_001, messages: [native] },
    }
    expect(refusal('InvokeModel', values)?.message).toBe(
      'The maximum tokens you requested exceeds the model limit of 64000',
    )
  })

  it('only cause a warning if the checks are lenient', () => {
    const values = { model: NOVA, body: { messages: [user('a', audio)] } }
    expect(warnings('Converse', values, { lenient: true })).toEqual([block('audio')])
    expect(refusal('Converse', values)?.message).toBe(block('audio'))
  })

  it('are not guessed if unknown', () => {
    const body = { messages: [user('a', image())] }
    expect(converse('mistral.ministral-3-8b-instruct', body)).toBeUndefined()
  })
})

describe('supported features of a family', () => {
  it.each<[string, string, JsonObject]>([
    ['images and documents', CLAUDE, { messages: [user('a', image(), document('x'))] }],
    ['video', NOVA, { messages: [user('a', video)] }],
    ['structured output', CLAUDE, { outputConfig: format }],
    ['any tool', CLAUDE, choice({ any: {} })],
    ['any tool', LARGE_2402, choice({ any: {} })],
    [
      'the usual cache time',
      NOVA,
      { system: [{ text: 'x' }, { cachePoint: { type: 'default', ttl: '5m' } }] },
    ],
    [
      'long cache times',
      CLAUDE,
      { messages: [user('x', { cachePoint: { type: 'default', ttl: '1h' } })] },
    ],
    ['the maximum number of tokens', NOVA, { inferenceConfig: { maxTokens: 10_000 } }],
    [
      'images in S3',
      NOVA,
      { messages: [user('a', image({ s3Location: { uri: 's3://bucket/cat.png' } }))] },
    ],
  ])('accepts: %s', (_, model, body) => {
    expect(converse(model, body)).toBeUndefined()
  })
})
