import type { Exchange } from '../../journal/types.ts'

type Chat = Extract<NonNullable<Exchange['prompt']>, { kind: 'chat' }>

/** What cannot be expressed in Converse's body. */
const LOST = ['topK', 'reasoning', 'format', 'count'] as const

/** A chat through another API, as a body of Converse; `lost` names what it cannot express. */
export function asConverse(chat: Chat): { body: object; lost: readonly string[] } {
  const { system, messages, tools, toolChoice, maxTokens, temperature, topP, stopSequences } = chat
  const inferenceConfig = {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences.length > 0 && { stopSequences }),
  }
  // Some APIs have their system prompt among the messages.
  const turns = messages.filter(({ role }) => role !== 'system')
  const systemBlocks = [
    ...system,
    ...messages.filter(({ role }) => role === 'system').flatMap(({ content }) => content),
  ]
  return {
    body: {
      messages: turns,
      ...(systemBlocks.length > 0 && { system: systemBlocks }),
      ...(Object.keys(inferenceConfig).length > 0 && { inferenceConfig }),
      ...(tools.length > 0 && {
        toolConfig: {
          tools: tools.map(toolOf),
          ...(toolChoice !== undefined && { toolChoice }),
        },
      }),
    },
    lost: LOST.filter((name) => chat[name] !== undefined),
  }
}

const toolOf = ({ name, description, schema }: Chat['tools'][number]) => ({
  toolSpec: {
    name,
    ...(description !== undefined && { description }),
    inputSchema: { json: schema },
  },
})
