import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { beforeAll, expect, test } from 'vitest'
import { config, guardedServer, modelId, says } from '../support/guarded-server.ts'

let server: Awaited<ReturnType<typeof guardedServer>>
beforeAll(async () => {
  server = await guardedServer({
    wordPolicy: { words: [{ text: 'walrus' }] },
    contentPolicy: {
      filters: [
        {
          type: 'VIOLENCE',
          inputStrength: 'HIGH',
          outputStrength: 'HIGH',
          inputModalities: ['TEXT', 'IMAGE'],
        },
      ],
    },
  })
  return () => server[Symbol.asyncDispose]()
})

const ask = (input: ReturnType<typeof says>, at = server.client({ maxAttempts: 1 })) =>
  at.send(new ConverseCommand({ ...input, guardrailConfig: config() }))

test('a word in base64 is not decoded', async () => {
  const encoded = Buffer.from('a walrus').toString('base64')
  expect((await ask(says(`plain ${encoded}`))).stopReason).toBe('end_turn')
  expect((await ask(says('plain walrus'))).stopReason).toBe('guardrail_intervened')
})

test('tool results are not assessed', async () => {
  const toolUse = { toolUseId: 't1', name: 'look', input: {} }
  const answer = await server.runtime.send(
    new ConverseCommand({
      modelId,
      messages: [
        { role: 'user', content: [{ text: 'plain' }] },
        { role: 'assistant', content: [{ toolUse }] },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'walrus' }] } }],
        },
      ],
      toolConfig: {
        tools: [{ toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } }],
      },
      guardrailConfig: config(),
    }),
  )
  expect(answer.trace?.guardrail?.inputAssessment?.['abcdefghijkl']?.wordPolicy).toBeUndefined()
})

test('images are counted if a filter checks them', async () => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const image = { format: 'png' as const, source: { bytes: Buffer.from(png, 'base64') } }
  const answer = await server.runtime.send(
    new ConverseCommand({
      modelId,
      messages: [{ role: 'user', content: [{ text: 'plain' }, { image }] }],
      guardrailConfig: config(),
    }),
  )
  const metrics = answer.trace?.guardrail?.inputAssessment?.['abcdefghijkl']?.invocationMetrics
  expect(metrics?.guardrailCoverage?.images).toEqual({ guarded: 1, total: 1 })
  expect(metrics?.usage?.contentPolicyImageUnits).toBe(1)
})

test.each([
  ['session', { credentials: { accessKeyId: 'other', secretAccessKey: 'x' } }],
  ['region', { region: 'eu-west-1' }],
])('a guardrail of another %s does not exist', async (_, options) => {
  await expect(
    ask(says('plain'), server.client({ maxAttempts: 1, ...options })),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The guardrail identifier or version provided in the request does not exist.',
  })
})
