import type { ConversationCheck } from './conversation.ts'

/**
 * Members that a prompt from Prompt Management already contains. AWS rejects even an empty object (observed); its exact
 * message is not known.
 */
const FIXED = ['additionalModelRequestFields', 'inferenceConfig', 'system', 'toolConfig'] as const

export const promptArn: ConversationCheck = ({ model, body }) => {
  if (model.kind !== 'prompt') return undefined
  const sent = FIXED.find((name) => body[name] !== undefined && body[name] !== null)
  if (sent === undefined) return undefined
  return `The ${sent} field can't be overridden at runtime when you use a prompt resource. Remove ${sent} and try again.`
}
