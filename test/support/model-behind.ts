import type { ConverseCommandInput } from '@aws-sdk/client-bedrock-runtime'
import { startStandIn } from './model-server.ts'
import { startServer } from './server.ts'

export const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
export const NOVA = 'amazon.nova-lite-v1:0'

export const asks = (text = 'Where is Rome?', more: Partial<ConverseCommandInput> = {}) => ({
  modelId: NOVA,
  messages: [{ role: 'user' as const, content: [{ text }] }],
  ...more,
})

/** A server with a stand-in as its model server, and a model for vectors. */
export async function behind() {
  const standIn = await startStandIn(['small', 'other'])
  const models = { 'amazon.titan-embed-*': 'vectors', '*': 'small' }
  const modelServer = { url: standIn.url, models, concurrency: 60, timeoutMs: 60_000 }
  const server = await startServer({ modelServer, console: false })
  const close = async () => {
    await server[Symbol.asyncDispose]()
    await standIn.close()
  }
  return { standIn, server, close }
}

export type Behind = Awaited<ReturnType<typeof behind>>

/** A client that disconnects as soon as it has some text. */
export async function leaves(
  url: string,
  { modelId, ...body }: ConverseCommandInput,
): Promise<void> {
  const aborter = new AbortController()
  const response = await fetch(`${url}/model/${modelId ?? ''}/converse-stream`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: aborter.signal,
  })
  const reader = response.body?.getReader()
  let text = ''
  while (!text.includes('contentBlockDelta')) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { value, done } = (await reader?.read()) ?? { done: true }
    if (done) throw new Error('the answer ended before it had any text')
    text += Buffer.from(value ?? []).toString('latin1')
  }
  aborter.abort()
}
