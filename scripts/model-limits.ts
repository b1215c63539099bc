// How many tokens each model reads, writes and caches. Sources: AWS's model cards ("Context window", "Max output
// tokens"), AWS's page on prompt caching, the vendors' own pages, and error texts of the real service. Where they only
// differ by rounding (128K as 128,000 or 131,072), the larger number is used, so that nothing is rejected that AWS
// would accept.

export interface Limits {
  /** The longest prompt; null if no source has it, or if sources contradict each other. */
  contextTokens?: number | null
  /** The longest answer. Most published figures are unreliable, so only those seen in refusals or stated by the vendor are here. */
  maxTokens?: number
  /** The shortest prompt prefix that is cached. */
  cacheMinTokens?: number
}

const K128 = 131_072
const K256 = 262_144
const M1 = 1_000_000

type Row = readonly [ids: RegExp, tokens: number | null]

// The first matching pattern is used.
const CONTEXT: readonly Row[] = [
  // A provisioned variant is named after its window: `amazon.nova-pro-v1:0:24k`.
  [/:24k$/, 24_000],
  [/:48k$/, 48_000],
  [/:128k$/, 128_000],
  [/:200k$/, 200_000],
  [/:256k$/, 256_000],
  [/:300k$/, 300_000],
  [/^amazon\.nova-micro/, 128_000],
  [/^amazon\.nova-(lite|pro)/, 300_000],
  [/^amazon\.nova-(premier|2-lite)/, M1],
  // 8,172 tokens of text; the request decides whether a longer text is truncated or rejected.
  [/^amazon\.nova-2-multimodal-embeddings/, null],
  [/^amazon\.titan-embed-(text-v|g1-text)/, 8192],
  // 128 tokens of text on one page of AWS, 256 on another.
  [/^amazon\.titan-embed-image/, null],
  [/^amazon\.titan-text-lite/, 4096],
  [/^amazon\.titan-text-express/, 8192],
  [/^amazon\.titan-text-premier/, 32_000],
  [/^amazon\.titan-tg1/, 8192],
  [/^anthropic\.claude-(instant|v2$)/, 100_000],
  [/^anthropic\.claude-(v2|3)/, 200_000],
  [/^anthropic\.claude-(opus|sonnet|haiku)-4(-20|-1|-5)/, 200_000],
  [/^anthropic\.claude-/, M1],
  [/^ai21\.jamba-1/, 256_000],
  [/^ai21\.jamba-instruct/, 256_000],
  [/^ai21\.j2/, 8191],
  [/^cohere\.command-(r|a)/, 128_000],
  [/^cohere\.command/, 4096],
  [/^deepseek\.r1/, 128_000],
  [/^deepseek\.v3/, 163_840],
  [/^google\.gemma-3-/, K128],
  [/^meta\.llama2/, 4096],
  [/^meta\.llama3-\d+b/, 8192],
  [/^meta\.llama3-/, K128],
  [/^meta\.llama4-maverick/, M1],
  [/^meta\.llama4-scout/, 3_500_000],
  [/^minimax\.minimax-m2/, 204_800],
  [/^mistral\.(mistral-7b|mixtral|mistral-(small|large)-2402)/, 32_768],
  [/^mistral\.voxtral-small/, 32_768],
  // 32K on AWS's card, 128K in the price table.
  [/^mistral\.voxtral-mini/, null],
  [/^mistral\.(devstral|mistral-large-3)/, K256],
  [/^mistral\.ministral-3-3b/, K256],
  [/^mistral\./, K128],
  [/^moonshot(ai)?\.kimi-k2/, K256],
  [/^moonshotai\.kimi-k3/, 1_048_576],
  [/^nvidia\.nemotron-(super-3|nano-3)/, K256],
  [/^nvidia\.nemotron-nano/, K128],
  [/^openai\.gpt-oss/, K128],
  // 272,000 at first, a million since August 2026 for 5.6: what 5.4 and 5.5 take today is contradictory.
  [/^openai\.gpt-5\.[45]/, null],
  [/^openai\.gpt-/, 1_050_000],
  // 16K, 32K and 128K in three sources.
  [/^qwen\.qwen3-32b/, null],
  [/^qwen\./, K256],
  [/^writer\.palmyra-x4/, K128],
  [/^writer\.palmyra-x5/, 1_040_000],
  [/^writer\.palmyra-vision/, null],
  [/^xai\.grok-4/, 524_288],
  [/^zai\.glm/, 204_800],
  [/^cohere\.rerank|^amazon\.rerank/, null],
]

const OUTPUT: readonly Row[] = [
  [/^amazon\.nova-(micro|lite|pro|premier)-v1/, 10_000],
  [/^amazon\.titan-text-lite/, 4096],
  [/^amazon\.titan-text-express/, 8192],
  [/^amazon\.titan-text-premier/, 3072],
  [/^anthropic\.claude-3-(haiku|sonnet|opus)/, 4096],
  [/^anthropic\.claude-3-5-haiku/, 8192],
  [/^anthropic\.claude-(opus|sonnet|haiku)-4-5/, 64_000],
  [/^anthropic\.claude-(opus|sonnet)-4-[6-8]/, 128_000],
  [/^anthropic\.claude-(opus|sonnet|haiku|fable)-5/, 128_000],
  [/^deepseek\.r1/, 32_768],
  [/^meta\.llama[23]-\d+b/, 2048],
]

// AWS's page on prompt caching for Nova and Claude to 4.5, Anthropic's for later Claude.
const CACHE: readonly Row[] = [
  [/^amazon\.nova-(2-)?(micro|lite|pro|premier)/, 1000],
  [/^anthropic\.claude-3-5-haiku/, 2048],
  [/^anthropic\.claude-(haiku-4-5|opus-4-[56])/, 4096],
  [/^anthropic\.claude-(sonnet-4-6|opus-4-7)/, 2048],
  [/^anthropic\.claude-(opus|fable)-5/, 512],
  [/^anthropic\.claude-(3-5-sonnet-20241022|3-7|opus-4|sonnet-4|sonnet-5)/, 1024],
]

const find = (table: readonly Row[], id: string): number | null | undefined =>
  table.find(([ids]) => ids.test(id))?.[1]

/** The limits of a model; members that do not apply to it are left out. */
export function limitsOf(id: string, output: readonly string[]): Limits {
  const reads = output.includes('TEXT') || output.includes('EMBEDDING')
  const contextTokens = reads ? find(CONTEXT, id) : undefined
  const maxTokens = find(OUTPUT, id) ?? undefined
  const cacheMinTokens = output.includes('TEXT') ? (find(CACHE, id) ?? undefined) : undefined
  return {
    ...(contextTokens !== undefined && { contextTokens }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(cacheMinTokens !== undefined && { cacheMinTokens }),
  }
}
