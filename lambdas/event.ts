/** The caller's input is invalid; the message says what is expected. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
}

export interface PromptRequest {
  prompt: string
  system?: string
  modelId?: string
}

export type Fields = Record<string, unknown>

/** The prompt in an event, from a direct invocation or from an HTTP request to a function URL. */
export function readPromptRequest(event: unknown, defaultPrompt: string): PromptRequest {
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

/** The event itself, or for an HTTP request its JSON body, or its query string when there is no body. */
export function readFields(event: unknown): Fields {
  if (event === null || event === undefined) return {}
  if (!isRecord(event)) throw new BadRequest('The event must be a JSON object')
  if (!isHttpRequest(event)) return event
  const { body, isBase64Encoded, queryStringParameters } = event
  if (typeof body !== 'string' || body === '') {
    return isRecord(queryStringParameters) ? queryStringParameters : {}
  }
  return readBody(isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body)
}

export function isHttpRequest(event: unknown): boolean {
  return isRecord(event) && isRecord(event['requestContext']) && 'rawPath' in event
}

/** A JSON object in the text of an HTTP body or a WebSocket message. */
export function readBody(text: string): Fields {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new BadRequest('The request body is not valid JSON')
  }
  if (!isRecord(body)) throw new BadRequest('The request body must be a JSON object')
  return body
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new BadRequest(`"${name}" must be a string`)
  if (value.trim() === '') throw new BadRequest(`"${name}" must not be empty`)
  return value
}

/** One of a few allowed values. */
export function optionalChoice<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = optionalText(fields, name)
  const choice = choices.find((one) => one === value)
  if (value === undefined || choice !== undefined) return choice
  throw new BadRequest(`"${name}" must be one of ${choices.join(', ')}`)
}

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One prompt, or the prompts of a conversation in order. */
export function readPrompts(event: unknown, defaultPrompt: string): string[] {
  const { prompt } = readFields(event)
  if (!Array.isArray(prompt)) return [readPromptRequest(event, defaultPrompt).prompt]
  if (prompt.length === 0) throw new BadRequest('"prompt" must not be empty')
  return prompt.map((one: unknown) => readPromptRequest({ prompt: one ?? 0 }, defaultPrompt).prompt)
}
