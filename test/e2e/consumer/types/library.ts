import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { startBedrock } from 'bedrock-local'
import type { Bedrock, BedrockSession, Fixture } from 'bedrock-local'
import type { TestBedrock } from 'bedrock-local/jest'

// Compiled, never run.

const weather: Fixture = {
  match: { tools: ['get_weather'] },
  answer: { content: [{ toolUse: { name: 'get_weather', input: { city: 'Oslo' } } }] },
}

export async function library(): Promise<void> {
  await using bedrock: Bedrock = await startBedrock({ mode: 'mock' })
  const session: BedrockSession = bedrock.session('one')
  session.fixtures.add(weather).remove()
  const client = new BedrockRuntimeClient(session.clientConfig)
  client.destroy()
  const usage: number | undefined = bedrock.journal.list()[0]?.usage?.inputTokens
  if (usage !== undefined) bedrock.mode = 'replay'
  // @ts-expect-error -- no such option
  await startBedrock({ prot: 1 })
}

export const allow = (bedrock: TestBedrock): void => bedrock.allowMisses()
