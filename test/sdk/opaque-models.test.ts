import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { invoke, invokeStream } from '../support/invoke.ts'
import { sharedServer } from '../support/server.ts'

// Only their owner knows which models these ARNs refer to; the config does not specify them here.

const server = sharedServer()

const arns = [
  'provisioned-model/abcdefghijkl',
  'custom-model-deployment/abcdefghijkl',
  'imported-model/abcdefghijkl',
  'application-inference-profile/abcdefghijkl',
].map((resource) => `arn:aws:bedrock:us-east-1:123456789012:${resource}`)
arns.push('arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint')

test.each(arns)(
  '%s answers Converse, and InvokeModel in the format of the body',
  async (modelId) => {
    const { output } = await server.runtime.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: 'Tell me about the harbour.' }] }],
      }),
    )
    expect(output?.message?.content?.[0]?.text).toContain('harbour')
    const claude = await invoke<{ model: string; content: { text: string }[] }>(
      server.runtime,
      modelId,
      {
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 100,
        messages: [{ role: 'user', content: 'Tell me about the harbour.' }],
      },
    )
    expect(claude.model).toBe('claude')
    expect(claude.content[0]?.text).toContain('harbour')
    const llama = await invokeStream<{ generation: string }>(server.runtime, modelId, {
      prompt: 'Tell me about the harbour.',
      max_gen_len: 100,
    })
    expect(llama.map(({ generation }) => generation).join('')).toContain('harbour')
  },
)

test('a Marketplace endpoint answers a bare prompt as its server does', async () => {
  const modelId = arns.at(-1) ?? ''
  const body = { prompt: 'Tell me about the harbour.', max_tokens: 5, topP: 1, temperature: 1 }
  expect(await invoke(server.runtime, modelId, body)).toMatchObject({
    object: 'text_completion',
    choices: [{ index: 0, logprobs: null, finish_reason: 'length' }],
    usage: { completion_tokens: 5 },
  })
  const chunks = await invokeStream<{ choices: { text: string }[] }>(server.runtime, modelId, {
    ...body,
    max_tokens: 100,
  })
  expect(chunks.map(({ choices }) => choices[0]?.text).join('')).toContain('harbour')
})

test('a body in an unknown format is rejected, with the name of the model', async () => {
  await expect(invoke(server.runtime, arns[0] ?? '', { colour: 'blue' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The provided model identifier is invalid.',
  })
})

test('a model that does not exist is rejected, whatever the body', async () => {
  const call = invoke(server.runtime, 'nobody.knows-this-v1:0', { prompt: 'Hi', max_gen_len: 9 })
  await expect(call).rejects.toMatchObject({
    message: 'The provided model identifier is invalid.',
  })
})
