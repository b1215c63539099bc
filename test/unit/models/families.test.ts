import { expect, test } from 'vitest'
import { modelRows } from '../../../server/models/entries.ts'
import {
  cacheMinTokensOf,
  contextTokensOf,
  families,
  familyOf,
  familyOfNew,
  maxTokensOf,
} from '../../../server/models/families.ts'

test.each([
  ['anthropic.claude-instant-v1', 'claude-text', 'anthropic-text'],
  ['anthropic.claude-v2:1', 'claude-text', 'anthropic-text'],
  ['anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku', 'anthropic'],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet', 'anthropic'],
  ['anthropic.claude-3-5-haiku-20241022-v1:0', 'claude-3-5-haiku', 'anthropic'],
  ['anthropic.claude-3-7-sonnet-20250219-v1:0', 'claude-3-7', 'anthropic'],
  ['anthropic.claude-opus-4-20250514-v1:0', 'claude-4', 'anthropic'],
  ['anthropic.claude-opus-4-1-20250805-v1:0', 'claude-4', 'anthropic'],
  ['anthropic.claude-opus-4-8', 'claude-4-7', 'anthropic'],
  ['anthropic.claude-opus-4-6-v1', 'claude-4-5', 'anthropic'],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-4-5', 'anthropic'],
  ['anthropic.claude-sonnet-5', 'claude-5', 'anthropic'],
  ['anthropic.claude-sonnet-5-5', 'claude', 'anthropic'],
  ['anthropic.claude-opus-9', 'claude', 'anthropic'],
  ['amazon.nova-micro-v1:0', 'nova-micro', 'nova'],
  ['amazon.nova-premier-v1:0', 'nova', 'nova'],
  ['amazon.nova-2-lite-v1:0', 'nova-2', 'nova'],
  ['amazon.nova-canvas-v1:0', 'nova-canvas', 'nova-canvas'],
  ['amazon.nova-2-multimodal-embeddings-v1:0', 'nova-embed', 'nova-embed'],
  ['amazon.titan-tg1-large', 'titan-text', 'titan-text'],
  ['amazon.titan-embed-g1-text-02', 'titan-embed', 'titan-embed'],
  ['amazon.titan-embed-image-v1', 'titan-embed-image', 'titan-embed-image'],
  ['amazon.titan-image-generator-v2:0', 'titan-image', 'titan-image'],
  ['amazon.rerank-v1:0', 'amazon-rerank', 'cohere-rerank'],
  ['meta.llama2-13b-chat-v1', 'llama-text', 'llama'],
  ['meta.llama3-8b-instruct-v1:0', 'llama-text', 'llama'],
  ['meta.llama3-1-8b-instruct-v1:0', 'llama', 'llama'],
  ['meta.llama3-2-11b-instruct-v1:0', 'llama-vision', 'llama'],
  ['meta.llama4-scout-17b-instruct-v1:0', 'llama-vision', 'llama'],
  ['mistral.mixtral-8x7b-instruct-v0:1', 'mistral-7b', 'mistral-text'],
  ['mistral.mistral-large-2402-v1:0', 'mistral-large-2402', 'mistral-text'],
  ['mistral.mistral-large-2407-v1:0', 'mistral-large-2407', 'mistral-chat'],
  ['mistral.ministral-3-8b-instruct', 'mistral', 'mistral-chat'],
  ['cohere.command-light-text-v14', 'cohere-command', 'cohere-command'],
  ['cohere.command-r-plus-v1:0', 'cohere-command-r', 'cohere-command-r'],
  ['cohere.embed-v4:0', 'cohere-embed', 'cohere-embed'],
  ['cohere.rerank-v3-5:0', 'cohere-rerank', 'cohere-rerank'],
  ['ai21.jamba-1-5-mini-v1:0', 'jamba', 'jamba'],
  ['ai21.j2-ultra-v1', 'jurassic', 'jurassic'],
  ['deepseek.r1-v1:0', 'deepseek-r1', 'deepseek-text'],
  ['deepseek.v3.2', 'deepseek', 'openai-chat'],
  ['openai.gpt-oss-20b-1:0', 'gpt-oss', 'openai-chat'],
  ['moonshot.kimi-k2-thinking', 'kimi-k2-thinking', 'openai-chat'],
  ['moonshotai.kimi-k2.5', 'kimi', 'openai-chat'],
  ['writer.palmyra-x5-v1:0', 'palmyra', 'openai-chat'],
  ['stability.sd3-5-large-v1:0', 'stability', 'stability'],
  ['twelvelabs.pegasus-1-2-v1:0', 'pegasus', 'pegasus'],
  ['twelvelabs.marengo-embed-3-0-v1:0', 'marengo', 'marengo'],
])('%s belongs to %s and uses %s', (id, name, dialect) => {
  expect(familyOf(id)).toMatchObject({ name, dialect })
})

test.each([
  'amazon.nova-reel-v1:1',
  'amazon.nova-2-sonic-v1:0',
  'luma.ray-v2:0',
  'acme.model-v1:0',
])('%s belongs to no family: no synchronous operation runs it', (id) => {
  expect(familyOf(id)).toBeUndefined()
})

test('each name is unique', () => {
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length)
})

test('each chat model that accepts images in the catalogue belongs to a family that does', () => {
  const wrong = [...modelRows.values()].filter(({ id, input }) => {
    const family = familyOf(id)
    if (family?.task !== 'chat' || family.image === 'partly') return false
    return family.image !== input.includes('IMAGE')
  })
  expect(wrong.map(({ id }) => id)).toEqual([])
})

test('families list the Converse features that they lack', () => {
  expect(familyOf('meta.llama4-scout-17b-instruct-v1:0')).toMatchObject({
    tools: true,
    toolsInStream: false,
    toolResultAlone: true,
  })
  expect(familyOf('mistral.mistral-7b-instruct-v0:2')).toMatchObject({
    system: false,
    tools: false,
  })
  expect(familyOf('meta.llama3-2-3b-instruct-v1:0')).toMatchObject({ tools: false })
  expect(familyOf('writer.palmyra-x4-v1:0')).toMatchObject({ statusField: false })
  expect(familyOf('qwen.qwen3-32b-v1:0')).toMatchObject({
    cache: false,
    assistantFirst: true,
    reasoning: true,
  })
  expect(familyOf('anthropic.claude-sonnet-4-6')).toMatchObject({
    structured: true,
    signature: true,
    alternates: false,
  })
  expect(familyOf('anthropic.claude-opus-4-7')).toMatchObject({ structured: false, cache: true })
})

test.each([
  ['amazon.nova-micro-v1:0', 10_000],
  ['amazon.nova-pro-v1:0:300k', 10_000],
  ['amazon.titan-text-lite-v1', 4096],
  ['amazon.titan-text-express-v1', 8192],
  ['amazon.titan-text-premier-v1:0', 3072],
  ['anthropic.claude-3-haiku-20240307-v1:0', 4096],
  ['anthropic.claude-sonnet-4-5-20250929-v1:0', 64_000],
  ['anthropic.claude-sonnet-4-6', 128_000],
])('%s outputs at most %d tokens', (id, max) => {
  expect(maxTokensOf(id)).toBe(max)
})

test.each(['amazon.nova-2-lite-v1:0', 'google.gemma-3-4b-it', 'anthropic.claude-opus-9'])(
  'the uncertain or unknown limit of %s is left out',
  (id) => {
    expect(maxTokensOf(id)).toBeUndefined()
  },
)

test.each([
  ['amazon.nova-micro-v1:0:24k', 24_000],
  ['amazon.nova-2-lite-v1:0', 1_000_000],
  ['anthropic.claude-opus-4-1-20250805-v1:0', 200_000],
  ['anthropic.claude-haiku-5-5', 1_000_000],
  ['meta.llama3-2-11b-instruct-v1:0', 131_072],
  ['qwen.qwen3-coder-30b-a3b-v1:0', 262_144],
])('%s accepts at most %d tokens', (id, tokens) => {
  expect(contextTokensOf(id)).toBe(tokens)
})

test('the catalogue has the context window of each chat model, or marks it as unknown', () => {
  const unknown: string[] = []
  const missing: string[] = []
  for (const { id, contextTokens } of modelRows.values()) {
    const family = familyOf(id)
    if (family?.task !== 'chat' || family.name === 'pegasus') continue
    if (contextTokens === undefined) missing.push(id)
    if (contextTokens === null) unknown.push(id)
  }
  expect(missing).toEqual([])
  expect(unknown).toEqual([
    'openai.gpt-5.4',
    'openai.gpt-5.5',
    'qwen.qwen3-32b-v1:0',
    'writer.palmyra-vision-7b',
    'mistral.voxtral-mini-3b-2507',
  ])
  expect(unknown.map(contextTokensOf)).toEqual(unknown.map(() => undefined))
})

test.each([
  ['amazon.nova-pro-v1:0', 1000],
  ['anthropic.claude-3-7-sonnet-20250219-v1:0', 1024],
  ['anthropic.claude-3-5-haiku-20241022-v1:0', 2048],
  ['anthropic.claude-sonnet-4-6', 2048],
  ['anthropic.claude-opus-4-5-20251101-v1:0', 4096],
  ['anthropic.claude-opus-5-5', 512],
  ['anthropic.claude-opus-9', 1024],
])('%s caches prefixes of at least %d tokens', (id, tokens) => {
  expect(cacheMinTokensOf(id)).toBe(tokens)
})

test('every listed id of a family has the full format that the family requires of new ones', () => {
  const odd = [...modelRows.keys()].filter((id) => {
    const family = familyOf(id)
    // Listed ids are known as they are; `familyOfNew` treats them as if they were not.
    return family !== undefined && familyOfNew(id) !== family
  })
  // A longer variant of each is listed as well, so that their ids look unfinished.
  expect(odd).toEqual(['amazon.titan-embed-image-v1', 'anthropic.claude-v2'])
})
