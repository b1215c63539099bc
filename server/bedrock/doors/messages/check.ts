import type { JsonObject } from '../../../json.ts'
import { objectOf } from '../../../json-fields.ts'

// What the Messages API rejects before the model's own checks.

const VERSIONS = ['2023-06-01', '2026-10-21']

/** The first fault of a request; undefined if there is none. */
export function messageFault(body: JsonObject, version: string | undefined): string | undefined {
  if (version === undefined) return 'anthropic_version: Field required'
  if (!VERSIONS.includes(version)) return `anthropic-version: "${version}" is not a valid version`
  const { model, stream } = body
  if (model === undefined) return 'model: Field required'
  if (typeof model !== 'string') return 'model: Input should be a valid string'
  if (stream !== undefined && typeof stream !== 'boolean')
    return 'stream: Input should be a valid boolean'
  // Observed of Sonnet 5, whose answers take a form only through a tool that the request forces.
  if (model.endsWith('claude-sonnet-5') && 'format' in objectOf(body['output_config']))
    return 'output_config.format: Extra inputs are not permitted'
  return version === DATED ? datedFault(body) : undefined
}

const DATED = '2026-10-21'

/** What the newest version no longer accepts. */
function datedFault(body: JsonObject): string | undefined {
  const { messages } = body
  for (const [at, message] of (Array.isArray(messages) ? messages : []).entries()) {
    const { role, content } = objectOf(message)
    for (const [nth, block] of (Array.isArray(content) ? content : []).entries()) {
      const { type, citations } = objectOf(block)
      const where = `messages.${at}.content.${nth}`
      if (role === 'assistant' && type === 'document')
        return `${where}: document blocks are not permitted in assistant messages`
      if (role === 'user' && type === 'text' && Array.isArray(citations) && citations.length > 0)
        return `${where}.text.citations: Extra inputs are not permitted`
    }
  }
  const removed = ['temperature', 'top_p', 'top_k'].find((name) => Object.hasOwn(body, name))
  return removed && `${removed}: Extra inputs are not permitted`
}
