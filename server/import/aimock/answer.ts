import { isTemplate } from '../../fixtures/template.ts'
import { parseJson } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf, stringsOf } from '../../json-fields.ts'

/** One step of a fixture: an answer or an error. */
export type FixtureStep = { answer: JsonObject } | { error: JsonObject } | { why: string }

const KINDS = ['image', 'images', 'audio', 'transcription', 'video', 'json'] as const

/** Converts an aimock response. */
export function stepOf(response: JsonObject, options: JsonObject): FixtureStep {
  const error = response['error']
  if (error !== undefined) return { error: errorOf(objectOf(error), numberOf(response['status'])) }
  const kind = KINDS.find((name) => name in response)
  if (kind !== undefined) return { why: `Bedrock's models do not answer with ${kind}` }
  if (Array.isArray(response['embedding'])) return { answer: { embedding: response['embedding'] } }
  const content = contentOf(response)
  if (content.length === 0) return { why: 'the response is of an unknown kind' }
  // aimock answers the braces as they are; our format has no escape for them.
  if (isTemplate(content))
    return {
      why: 'the response contains a template in double braces, which a fixture would fill in',
    }
  const text = content.length === 1 ? content[0]?.['text'] : undefined
  const answer = {
    ...(typeof text === 'string' ? { text } : { content }),
    ...stopReason(response),
    ...usageOf(objectOf(response['usage'])),
    ...streamOf(objectOf(options['streamingProfile'])),
  }
  return { answer }
}

function contentOf(response: JsonObject): JsonObject[] {
  const thinking = stringOf(response['reasoning'])
  const signature = stringOf(response['reasoningSignature'])
  const blocks = objectsOf(response['blocks'])
  const { content } = response
  return [
    ...(thinking === undefined || thinking === ''
      ? []
      : [
          {
            reasoningContent: { reasoningText: given({ text: thinking, signature }) as JsonObject },
          },
        ]),
    ...stringsOf(response['redactedThinking']).map((data) => ({
      reasoningContent: { redactedContent: data },
    })),
    ...(blocks.length > 0
      ? blocks.map((block) =>
          block['type'] === 'text' ? { text: stringOf(block['text']) ?? '' } : toolUse(block),
        )
      : [
          ...(content === undefined || content === null ? [] : [{ text: asText(content) }]),
          ...objectsOf(response['toolCalls']).map(toolUse),
        ]),
  ]
}

/** aimock accepts an object instead of JSON text. */
const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function toolUse(call: JsonObject): JsonObject {
  const args = call['arguments']
  const input = typeof args === 'string' ? (parseJson(args) ?? args) : (args ?? {})
  return {
    toolUse: given({
      toolUseId: stringOf(call['id']),
      name: stringOf(call['name']) ?? '',
      input,
    }) as JsonObject,
  }
}

const REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'content_filtered',
}

function stopReason({ finishReason }: JsonObject): JsonObject {
  const reason = typeof finishReason === 'string' ? REASONS[finishReason] : undefined
  return reason === undefined ? {} : { stopReason: reason }
}

function usageOf(usage: JsonObject): JsonObject {
  const inputTokens = numberOf(usage['input_tokens'] ?? usage['prompt_tokens'])
  const outputTokens = numberOf(usage['output_tokens'] ?? usage['completion_tokens'])
  const known = given({ inputTokens, outputTokens }) as JsonObject
  return Object.keys(known).length === 0 ? {} : { usage: known }
}

function streamOf(profile: JsonObject): JsonObject {
  const stream = given({
    firstByteMs: numberOf(profile['ttft']),
    tokensPerSecond: numberOf(profile['tps']),
  }) as JsonObject
  return Object.keys(stream).length === 0 ? {} : { stream }
}

const ERRORS: readonly (readonly [status: number, type: string])[] = [
  [401, 'UnrecognizedClientException'],
  [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'],
  [408, 'ModelTimeoutException'],
  [424, 'ModelErrorException'],
  [429, 'ThrottlingException'],
  [503, 'ServiceUnavailableException'],
  [529, 'ServiceUnavailableException'],
]

function errorOf(error: JsonObject, status = 500): JsonObject {
  const known = ERRORS.find(([one]) => one === status)?.[1]
  const type = known ?? (status >= 500 ? 'InternalServerException' : 'ValidationException')
  return given({ type, message: stringOf(error['message']) }) as JsonObject
}
