import {
  GetFoundationModelAvailabilityCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock'
import {
  ApplyGuardrailCommand,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { answer, CLAUDE, collect, NATIVE, NOVA, post, RICH, say } from '../support/answers.ts'
import { recording, replaying, temporaryFolder } from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'
import type { Server } from '../support/server.ts'

function withoutMetadata<T extends { $metadata: unknown }>({ $metadata: _times, ...rest }: T) {
  return rest
}

const runs: [name: string, run: (server: Server) => Promise<unknown>][] = [
  [
    'Converse',
    async ({ runtime }) =>
      withoutMetadata(
        await runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') })),
      ),
  ],
  [
    'ConverseStream',
    async ({ runtime }) =>
      collect(
        (await runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('weather?') })))
          .stream,
      ),
  ],
  [
    'InvokeModel',
    async ({ runtime }) => {
      const { body, ...rest } = withoutMetadata(
        await runtime.send(
          new InvokeModelCommand({
            modelId: 'amazon.titan-text-lite-v1',
            body: '{"inputText":"Hello"}',
            accept: 'application/json',
          }),
        ),
      )
      return { ...rest, body: body.transformToString() }
    },
  ],
  [
    'InvokeModelWithResponseStream',
    async ({ runtime }) =>
      collect(
        (
          await runtime.send(
            new InvokeModelWithResponseStreamCommand({
              modelId: CLAUDE,
              body: '{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}',
            }),
          )
        ).body,
      ),
  ],
  [
    'CountTokens',
    async ({ runtime }) =>
      withoutMetadata(
        await runtime.send(
          new CountTokensCommand({ modelId: CLAUDE, input: { converse: say('count') } }),
        ),
      ),
  ],
  [
    'ApplyGuardrail',
    async ({ runtime }) =>
      withoutMetadata(
        await runtime.send(
          new ApplyGuardrailCommand({
            guardrailIdentifier: 'gr1',
            guardrailVersion: '1',
            source: 'INPUT',
            content: [{ text: { text: 'x' } }],
          }),
        ),
      ),
  ],
  [
    'ListFoundationModels',
    async ({ control }) =>
      withoutMetadata(await control.send(new ListFoundationModelsCommand({ byProvider: 'A' }))),
  ],
  [
    'GetFoundationModel',
    async ({ control }) =>
      withoutMetadata(
        await control.send(new GetFoundationModelCommand({ modelIdentifier: 'a.b' })),
      ),
  ],
  [
    'GetFoundationModelAvailability',
    async ({ control }) =>
      withoutMetadata(
        await control.send(new GetFoundationModelAvailabilityCommand({ modelId: 'a.b' })),
      ),
  ],
  [
    'ListInferenceProfiles',
    async ({ control }) =>
      withoutMetadata(
        await control.send(new ListInferenceProfilesCommand({ typeEquals: 'SYSTEM_DEFINED' })),
      ),
  ],
  [
    'GetInferenceProfile',
    async ({ control }) =>
      withoutMetadata(
        await control.send(
          new GetInferenceProfileCommand({ inferenceProfileIdentifier: 'us.a.b' }),
        ),
      ),
  ],
]

describe('an answer of the real service', () => {
  test.each(runs)('%s is recorded and replays the same without a network', async (_name, run) => {
    await using folder = await temporaryFolder()
    let live: unknown
    {
      await using upstream = await startUpstream(answer)
      await using server = await recording(upstream.url, folder.path)
      live = await run(server)
      expect(upstream.refused).toEqual([])
      expect(upstream.requests).toHaveLength(1)
    }
    expect([...(await folder.files()).keys()]).toHaveLength(1)
    await using server = await replaying(folder.path)
    expect(await run(server)).toEqual(live)
  })

  test('is kept completely', async () => {
    await using folder = await temporaryFolder()
    {
      await using upstream = await startUpstream(answer)
      await using server = await recording(upstream.url, folder.path)
      await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('weather?') }))
    }
    await using server = await replaying(folder.path)
    const raw = await post(
      server.url,
      `/model/${encodeURIComponent(NOVA)}/converse`,
      JSON.stringify(say('weather?')),
    )
    expect(await raw.text()).toBe(JSON.stringify(RICH))
    expect(raw.headers.get('x-bedrock-local-source')).toBe('recording')
  })

  test('keeps native bytes, such as 28.0, and headers', async () => {
    await using folder = await temporaryFolder()
    {
      await using upstream = await startUpstream(answer)
      await using server = await recording(upstream.url, folder.path)
      await post(server.url, '/model/amazon.titan-text-lite-v1/invoke', '{"inputText":"Hello"}')
    }
    await using server = await replaying(folder.path)
    const raw = await post(
      server.url,
      '/model/amazon.titan-text-lite-v1/invoke',
      '{ "inputText": "Hello" }',
    )
    expect(await raw.text()).toBe(NATIVE)
    expect(raw.headers.get('x-amzn-bedrock-input-token-count')).toBe('28')
  })
})
