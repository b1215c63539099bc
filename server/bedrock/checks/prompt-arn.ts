import type { ConversationCheck } from './conversation.ts'

/**
 * What a prompt of Prompt Management brings itself. AWS was seen to refuse even an empty object in its place;
 * the text of the refusal is not known word for word.
 */
const FIXED = ['additionalModelRequestFields', 'inferenceConfig', 'system', 'toolConfig'] as const

export const promptArn: ConversationCheck = ({ model, body }) => {
  if (model.kind !== 'prompt') return undefined
  const sent = FIXED.find((name) => body[name] !== undefined && body[name] !== null)
  if (sent === undefined) return undefined
  return `The ${sent} field can't be overridden at runtime when you use a prompt resource. Remove ${sent} and try again.`
}
