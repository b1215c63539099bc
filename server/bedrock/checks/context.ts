import { contextTokensOf } from '../../models/families.ts'
import { countPrompt } from '../../tokens/tokens.ts'
import type { Call } from '../types.ts'

// What a model reads at once. Tokens are estimated here: a prompt that is about as long as the limit may be judged otherwise by AWS.

/** Claude that counts what it may write as well. */
const COUNTS_OUTPUT = /claude-(3-|(opus|sonnet)-4-2)/
/** Asked for by name, Claude reads a million tokens. */
const LONGER = 'context-1m'

interface Excess {
  model: string
  input: number
  output: number
  limit: number
}

const WORDS: Readonly<Record<string, (excess: Excess) => string | undefined>> = {
  anthropic: ({ model, input, output, limit }) => {
    if (COUNTS_OUTPUT.test(model))
      return `input length and \`max_tokens\` exceed context limit: ${input} + ${output} > ${limit}, decrease input length or \`max_tokens\` and try again`
    return input > limit ? `prompt is too long: ${input} tokens > ${limit} maximum` : undefined
  },
  nova: () =>
    'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
  llama: ({ limit }) =>
    `This model's maximum context length is ${limit} tokens. Please reduce the length of the prompt`,
  'titan-embed': ({ input, limit }) =>
    `400 Bad Request: Too many input tokens. Max input tokens: ${limit}, request input token count: ${input}`,
}

/** What the model's own server says to a prompt that it cannot hold. */
export function tooLong(call: Call): string | undefined {
  const { foundation = '', family } = call.model()
  const limit = contextTokensOf(foundation)
  // A token has a byte at least, and what is asked of a model to write seldom fills what it can hold.
  if (limit === undefined || call.raw.length < limit / 2) return undefined
  const prompt = call.prompt()
  const output =
    prompt.kind === 'chat' && COUNTS_OUTPUT.test(foundation) ? (prompt.maxTokens ?? 0) : 0
  const input = countPrompt(prompt, family)
  if (input + output <= limit || call.raw.includes(LONGER)) return undefined
  const says = WORDS[family?.dialect ?? '']?.({ model: foundation, input, output, limit })
  return says !== undefined && call.operation.native !== true
    ? `The model returned the following errors: ${says}`
    : says
}
