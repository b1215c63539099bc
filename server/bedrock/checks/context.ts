import { contextTokensOf } from '../../models/families.ts'
import { countPrompt } from '../../tokens/tokens.ts'
import type { Call } from '../types.ts'
import type { Family } from '../../models/family.ts'

// Whether a prompt fits the model's context window. Tokens are estimated, so a prompt that is about as long as the window may
// be judged differently by AWS.

/** The beta flag with which Claude Sonnet 4 and 4.5 read a million tokens. */
const LONG_CONTEXT_BETA = 'context-1m'

interface Excess {
  input: number
  /** The request's maximum output tokens; 0 by default. */
  output: number
  limit: number
  /** Prompt and answer share the window, and the request is rejected if they do not fit. */
  countsOutput: boolean
}

type Wording = (excess: Excess) => string

const generic: Wording = () => 'Input is too long for requested model.'

const maximum = (limit: number): string => `This model's maximum context length is ${limit} tokens.`

/** vLLM's message; it serves the open models. */
const vllm: Wording = ({ input, output, limit }) =>
  output === 0
    ? `${maximum(limit)} Please reduce the length of the prompt`
    : `${maximum(limit)} However, you requested ${output} output tokens and your prompt contains ${input} input tokens, for a total of ${input + output} tokens.`

const promptOnly: Wording = ({ limit }) =>
  `${maximum(limit)} Please reduce the length of the prompt`

const titan: Wording = ({ input, limit }) =>
  `400 Bad Request: Too many input tokens. Max input tokens: ${limit}, request input token count: ${input}`

const cohere: Wording = ({ input, limit }) =>
  `too many tokens: total number of tokens in the prompt cannot exceed ${limit} - received ${input}. Try using a shorter prompt, or enabling prompt truncating.`

const MESSAGES: Partial<Record<Family['dialect'], Wording>> = {
  anthropic: ({ input, output, limit, countsOutput }) =>
    countsOutput
      ? `input length and \`max_tokens\` exceed context limit: ${input} + ${output} > ${limit}, decrease input length or \`max_tokens\` and try again`
      : `prompt is too long: ${input} tokens > ${limit} maximum`,
  nova: () =>
    'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
  llama: promptOnly,
  'mistral-text': promptOnly,
  'mistral-chat': vllm,
  'openai-chat': vllm,
  'deepseek-text': vllm,
  'cohere-command': cohere,
  'cohere-command-r': cohere,
  'titan-text': titan,
  'titan-embed': titan,
}

/** The error of the model server for a prompt that exceeds the context window. */
export function tooLong(call: Call): string | undefined {
  const { foundation = '', family } = call.model()
  const limit = contextTokensOf(foundation)
  // A token has at least one byte, and an answer seldom takes more than half of the window.
  if (limit === undefined || family === undefined || call.raw.length < limit / 2) return undefined
  const prompt = call.prompt()
  const countsOutput = family.countsOutput === true
  const output = prompt.kind === 'chat' && countsOutput ? (prompt.maxTokens ?? 0) : 0
  const input = countPrompt(prompt, family)
  if (input + output <= limit || call.raw.includes(LONG_CONTEXT_BETA)) return undefined
  return tooLongFor(call, { input, output, limit, countsOutput })
}

/** The message for a prompt that does not fit; a general one without figures. */
export function tooLongFor(call: Call, excess: Excess | undefined): string {
  const dialect = call.model().family?.dialect
  const words = (dialect && MESSAGES[dialect]) ?? generic
  const message = excess === undefined ? generic(NO_FIGURES) : words(excess)
  const { native, door } = call.operation
  return native === true || door !== undefined
    ? message
    : `The model returned the following errors: ${message}`
}

const NO_FIGURES: Excess = { input: 0, output: 0, limit: 0, countsOutput: false }
