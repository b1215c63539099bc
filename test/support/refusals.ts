import { AwsError } from '../../server/aws/errors.ts'
import { check } from '../../server/bedrock/checks/index.ts'
import type { Strictness } from '../../server/bedrock/strictness.ts'
import type { JsonObject } from '../../server/json.ts'
import { callOf } from './calls.ts'
import type { CallValues } from './calls.ts'

export const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
export const NOVA = 'amazon.nova-lite-v1:0'
export const LLAMA = 'us.meta.llama3-3-70b-instruct-v1:0'
export const MISTRAL = 'mistral.mistral-7b-instruct-v0:2'

const DEFAULT: Strictness = { lenient: false, strictModels: false }

/** The error that rejects a call; undefined if there is none. */
export function refusal(operation: string, values: CallValues, how: Partial<Strictness> = {}) {
  try {
    check(callOf(operation, values), { ...DEFAULT, ...how })
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/** The warnings of a call that passes. */
export function warnings(
  operation: string,
  values: CallValues,
  how: Partial<Strictness> = {},
): string[] {
  return check(callOf(operation, values), { ...DEFAULT, ...how })
}

/** Converse's error for a body: only the message of a ValidationException, as nearly all are. */
export function converse(model: string, body: JsonObject, operation = 'Converse') {
  const error = refusal(operation, { model, body: { messages: [user('hi')], ...body } })
  if (error === undefined) return undefined
  return error.name === 'ValidationException' && error.status === 400
    ? error.message
    : `${error.status} ${error.name}: ${error.message}`
}

export type Content = string | JsonObject

const blocks = (content: Content[]): JsonObject[] =>
  content.map((block) => (typeof block === 'string' ? { text: block } : block))

export const user = (...content: Content[]): JsonObject => ({
  role: 'user',
  content: blocks(content),
})

export const assistant = (...content: Content[]): JsonObject => ({
  role: 'assistant',
  content: blocks(content),
})

export const toolUse = (toolUseId: string, more: JsonObject = {}): JsonObject => ({
  toolUse: { toolUseId, name: 'search', input: {}, ...more },
})

export const toolResult = (toolUseId: string, more: JsonObject = {}): JsonObject => ({
  toolResult: { toolUseId, content: [{ text: 'found' }], ...more },
})

export const toolConfig: JsonObject = {
  tools: [{ toolSpec: { name: 'search', inputSchema: { json: { type: 'object' } } } }],
}

const BYTES = 'AAAA'

export const image = (source: JsonObject = { bytes: BYTES }): JsonObject => ({
  image: { format: 'png', source },
})

export const document = (name: string, more: JsonObject = {}): JsonObject => ({
  document: { format: 'txt', name, source: { bytes: BYTES }, ...more },
})
