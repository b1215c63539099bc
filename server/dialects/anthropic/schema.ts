import type { Json, JsonObject } from '../../json.ts'
import { malformed, violationsOf } from '../parts/schema.ts'
import type { MemberSchema } from '../parts/schema.ts'

// The JSON schema that Bedrock holds against the bodies of Claude 2 to 3.5, before Anthropic's own check.

const content: MemberSchema = { type: ['String', 'JSONArray'] }

const fraction: MemberSchema = { type: 'Number', minimum: 0, maximum: 1 }

const MESSAGES: MemberSchema = {
  type: 'JSONObject',
  required: ['messages', 'max_tokens', 'anthropic_version'],
  properties: {
    anthropic_version: { type: 'String', enum: ['bedrock-2023-05-31'] },
    anthropic_beta: { type: 'JSONArray', items: { type: 'String' } },
    max_tokens: { type: 'Integer', minimum: 1 },
    messages: {
      type: 'JSONArray',
      items: {
        type: 'JSONObject',
        required: ['role', 'content'],
        properties: { role: { type: 'String', enum: ['user', 'assistant'] }, content },
      },
    },
    metadata: { type: 'JSONObject' },
    system: content,
    stop_sequences: { type: 'JSONArray', maxItems: 8191, items: { type: 'String' } },
    temperature: fraction,
    top_p: fraction,
    top_k: { type: 'Integer', minimum: 0, maximum: 500 },
    tools: {
      type: 'JSONArray',
      items: {
        type: 'JSONObject',
        required: ['name'],
        properties: { name: { type: 'String' } },
        open: true,
      },
    },
    tool_choice: { type: 'JSONObject' },
  },
}

/** Validates a body. For one with messages, the error also mentions that it is not a string completion. */
export function checkSchema(body: Json): void {
  const violations = violationsOf(body, MESSAGES)
  if (violations.length === 0) return
  const texts = hasMessages(body)
    ? ['#: subject must not be valid against schema {"required":["messages"]}']
    : []
  throw malformed([...texts, ...violations])
}

const hasMessages = (body: Json): body is JsonObject =>
  typeof body === 'object' && body !== null && 'messages' in body
