import type { Exchange } from '../../journal/types.ts'

type Chat = Extract<NonNullable<Exchange['prompt']>, { kind: 'chat' }>

/** What has no field in Converse's own body. */
const LEFT = ['topK', 'reasoning', 'format', 'count'] as const

/** A chat through another API, as a body of Converse; `left` names what that has no place for. */
export function asConverse(chat: Chat): { body: object; left: readonly string[] } {
  const { system, messages, tools, toolChoice, maxTokens, temperature, topP, stopSequences } = chat
  const inferenceConfig = {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences.length > 0 && { stopSequences }),
  }
  // Some APIs have their system prompt among the messages.
  const said = messages.filter(({ role }) => role !== 'system')
  const told = [
    ...system,
    ...messages.filter(({ role }) => role === 'system').flatMap(({ content }) => content),
  ]
  return {
    body: {
      messages: said,
      ...(told.length > 0 && { system: told }),
      ...(Object.keys(inferenceConfig).length > 0 && { inferenceConfig }),
      ...(tools.length > 0 && {
        toolConfig: {
          tools: tools.map(toolOf),
          ...(toolChoice !== undefined && { toolChoice }),
        },
      }),
    },
    left: LEFT.filter((name) => chat[name] !== undefined),
  }
}

const toolOf = ({ name, description, schema }: Chat['tools'][number]) => ({
  toolSpec: {
    name,
    ...(description !== undefined && { description }),
    inputSchema: { json: schema },
  },
})
