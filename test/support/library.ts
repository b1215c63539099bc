import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { ClientConfig } from '../../server/index.ts'

const MODEL = 'amazon.nova-micro-v1:0'

const asking = (prompt: string) => ({
  modelId: MODEL,
  messages: [{ role: 'user' as const, content: [{ text: prompt }] }],
})

/** A client with default settings that does not wait between attempts, and its calls. */
export function clientOf(server: { clientConfig: ClientConfig }) {
  const client = new BedrockRuntimeClient({ ...server.clientConfig, maxAttempts: 1 })
  return {
    client,
    async ask(prompt: string): Promise<string> {
      const { output } = await client.send(new ConverseCommand(asking(prompt)))
      return output?.message?.content?.[0]?.text ?? ''
    },
    /** The pieces of a streamed answer. */
    async *stream(prompt: string): AsyncGenerator<string> {
      const { stream } = await client.send(new ConverseStreamCommand(asking(prompt)))
      for await (const { contentBlockDelta } of stream ?? []) {
        if (contentBlockDelta?.delta?.text !== undefined) yield contentBlockDelta.delta.text
      }
    },
    [Symbol.dispose]: () => client.destroy(),
  }
}
