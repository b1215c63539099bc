import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import {
  CLAUDE,
  NOVA,
  assistant,
  converse,
  document,
  image,
  toolConfig,
  user,
} from '../../../support/refusals.ts'

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0'
const SONNET_5 = 'us.anthropic.claude-sonnet-5'
const prefix = 'The model returned the following errors: '
const cachePoint = { cachePoint: { type: 'default' } }

const REFUSED: [what: string, model: string, body: JsonObject, message: string][] = [
  [
    'a prefill with tools',
    HAIKU,
    { messages: [user('a'), assistant('b')], toolConfig },
    'Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not supported.',
  ],
  [
    'any prefill, since 4.6',
    SONNET_5,
    { messages: [user('a'), assistant('b')] },
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  ],
  [
    'a prefill that ends in white space',
    HAIKU,
    { messages: [user('a'), assistant('b ')] },
    'messages: final assistant content cannot end with trailing whitespace',
  ],
  [
    'a required tool that is not offered',
    HAIKU,
    { toolConfig: { ...toolConfig, toolChoice: { tool: { name: 'other' } } } },
    "Tool 'other' not found in provided tools",
  ],
  [
    'a message with only white space',
    HAIKU,
    { messages: [user(' ', '\n')] },
    'messages: text content blocks must contain non-whitespace text',
  ],
  [
    'documents in S3',
    CLAUDE,
    {
      messages: [
        user('a', document('x', { source: { s3Location: { uri: 's3://bucket/x.txt' } } })),
      ],
    },
    'messages.0.content.1.document.source.type: Field required',
  ],
  [
    'reasoning without its signature',
    CLAUDE,
    {
      messages: [
        user('a'),
        assistant({ reasoningContent: { reasoningText: { text: 'hm' } } }, 'b'),
        user('c'),
      ],
    },
    'messages.1.content.0.thinking.signature: Field required',
  ],
  [
    'images over 5 MB of base64',
    CLAUDE,
    { messages: [user('a', image({ bytes: 'A'.repeat(5_242_884) }))] },
    'messages.0.content.1.image.source.base64: image exceeds 5 MB maximum: 5242884 bytes > 5242880 bytes',
  ],
  [
    'more than twenty images',
    CLAUDE,
    { messages: [user('a', ...Array.from({ length: 21 }, () => image()))] },
    'messages: too many images: 21 > 20',
  ],
  [
    'more than twenty images and documents',
    CLAUDE,
    { messages: [user('a', document('x'), ...Array.from({ length: 20 }, () => image()))] },
    'messages: too many images and documents: 20 + 1 > 20',
  ],
  [
    'more than four cachePoints',
    CLAUDE,
    {
      system: [{ text: 'x' }, cachePoint],
      toolConfig: { tools: [...(toolConfig['tools'] as JsonObject[]), cachePoint] },
      messages: [user('a', cachePoint, 'b', cachePoint, 'c', cachePoint)],
    },
    'A maximum of 4 blocks with cache_control may be provided. Found 5.',
  ],
]

describe("rejections by Claude's own server", () => {
  it.each(REFUSED)('%s', (_, model, body, message) => {
    expect(converse(model, body)).toBe(`${prefix}${message}`)
  })

  it('does not apply to other families', () => {
    expect(converse(NOVA, { messages: [user('a'), assistant('b ')] })).toBeUndefined()
  })

  it('depends on the version', () => {
    expect(converse(CLAUDE, { messages: [user('a'), assistant('b')] })).toBeUndefined()
  })

  it('do not include white space next to a text', () => {
    expect(converse(CLAUDE, { messages: [user('a', '\n')] })).toBeUndefined()
  })
})
