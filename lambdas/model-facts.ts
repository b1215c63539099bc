// What no API of Bedrock reports: prices, context windows and tool support. US dollars per million tokens in us-east-1,
// on demand. Compare with https://aws.amazon.com/bedrock/pricing/ before you rely on a figure.

export interface ModelFacts {
  input: number
  output: number
  cacheRead?: number
  cacheWrite?: number
  contextTokens: number
  tools: boolean
}

export const MODEL_FACTS: Readonly<Record<string, ModelFacts>> = {
  'amazon.nova-micro-v1:0': text(0.035, 0.14, 128_000, 0.00875),
  'amazon.nova-lite-v1:0': text(0.06, 0.24, 300_000, 0.015),
  'amazon.nova-pro-v1:0': text(0.8, 3.2, 300_000, 0.2),
  'amazon.nova-2-lite-v1:0': text(0.33, 2.75, 1_000_000),
  'anthropic.claude-haiku-4-5-20251001-v1:0': text(1, 5, 200_000, 0.1, 1.25),
  'anthropic.claude-sonnet-4-5-20250929-v1:0': text(3, 15, 200_000, 0.3, 3.75),
  'deepseek.r1-v1:0': { ...text(1.35, 5.4, 128_000), tools: false },
  'meta.llama3-1-8b-instruct-v1:0': text(0.22, 0.22, 128_000),
  'meta.llama3-3-70b-instruct-v1:0': text(0.72, 0.72, 128_000),
  'meta.llama4-maverick-17b-instruct-v1:0': text(0.24, 0.97, 1_000_000),
  'mistral.ministral-3-8b-instruct': text(0.15, 0.15, 128_000),
  'mistral.mistral-large-3-675b-instruct': text(0.5, 1.5, 256_000),
  'openai.gpt-oss-20b-1:0': text(0.07, 0.3, 128_000),
  'openai.gpt-oss-120b-1:0': text(0.15, 0.6, 128_000),
}

function text(
  input: number,
  output: number,
  contextTokens: number,
  cacheRead?: number,
  cacheWrite?: number,
): ModelFacts {
  return {
    input,
    output,
    contextTokens,
    tools: true,
    ...(cacheRead !== undefined && { cacheRead }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  }
}

/** The foundation model in a model id, profile id or ARN. An application profile does not reveal its model. */
export function foundationModelOf(modelId: string): string {
  const id = modelId.slice(modelId.lastIndexOf('/') + 1)
  return id.replace(/^(us|eu|apac|jp|au|ca|sa|us-gov|global)\./, '')
}

export interface Usage {
  inputTokens?: number | undefined
  outputTokens?: number | undefined
  cacheReadInputTokens?: number | undefined
  cacheWriteInputTokens?: number | undefined
}

/** The estimated cost in US dollars; undefined when the price is not known. */
export function costOf(modelId: string, usage: Usage): number | undefined {
  const price = MODEL_FACTS[foundationModelOf(modelId)]
  if (price === undefined) return undefined
  const { inputTokens = 0, outputTokens = 0 } = usage
  const { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage
  const millionths =
    inputTokens * price.input +
    outputTokens * price.output +
    cacheReadInputTokens * (price.cacheRead ?? price.input) +
    cacheWriteInputTokens * (price.cacheWrite ?? price.input)
  return millionths / 1_000_000
}
