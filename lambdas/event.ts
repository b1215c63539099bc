/** What the caller sent makes no sense; the message says what would. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
}

export interface Ask {
  prompt: string
  system?: string
  modelId?: string
}

/** The question in an event, whether it came from an invocation or as an HTTP request through a function URL. */
export function readAsk(event: unknown, defaultPrompt: string): Ask {
  const fields = readFields(event)
  const prompt = optionalText(fields, 'prompt') ?? defaultPrompt
  const system = optionalText(fields, 'system')
  const modelId = optionalText(fields, 'modelId')
  return {
    prompt,
    ...(system !== undefined && { system }),
    ...(modelId !== undefined && { modelId }),
  }
}

/** The event itself; of an HTTP request its JSON body, or its query when there is none. */
function readFields(event: unknown): Record<string, unknown> {
  if (event === null || event === undefined) return {}
  if (!isRecord(event)) throw new BadRequest('The event must be a JSON object')
  if (!isRecord(event['requestContext']) || !('rawPath' in event)) return event
  const { body, isBase64Encoded, queryStringParameters } = event
  if (typeof body !== 'string' || body === '') {
    return isRecord(queryStringParameters) ? queryStringParameters : {}
  }
  return readBody(isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body)
}

function readBody(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new BadRequest('The request body is not valid JSON')
  }
  if (!isRecord(body)) throw new BadRequest('The request body must be a JSON object')
  return body
}

function optionalText(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new BadRequest(`"${name}" must be a string`)
  if (value.trim() === '') throw new BadRequest(`"${name}" must not be empty`)
  return value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One question, or the questions of a conversation in the order in which they are asked. */
export function readPrompts(event: unknown, defaultPrompt: string): string[] {
  const { prompt } = readFields(event)
  if (!Array.isArray(prompt)) return [readAsk(event, defaultPrompt).prompt]
  if (prompt.length === 0) throw new BadRequest('"prompt" must not be empty')
  return prompt.map((one: unknown) => readAsk({ prompt: one ?? 0 }, defaultPrompt).prompt)
}
