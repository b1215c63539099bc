import {
  DeleteEnforcedGuardrailConfigurationCommand,
  DeleteGuardrailCommand,
  ListEnforcedGuardrailsConfigurationCommand,
  PutEnforcedGuardrailConfigurationCommand,
} from '@aws-sdk/client-bedrock'
import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { config, guardedServer, modelId, says } from '../support/guarded-server.ts'
import { startServer } from '../support/server.ts'

let server: Awaited<ReturnType<typeof guardedServer>>
beforeAll(async () => {
  server = await guardedServer()
  return () => server[Symbol.asyncDispose]()
})

const id = 'abcdefghijkl'

const put = (more: object = {}, configId?: string) =>
  server.control.send(
    new PutEnforcedGuardrailConfigurationCommand({
      guardrailInferenceConfig: { guardrailIdentifier: id, guardrailVersion: '1', ...more },
      ...(configId !== undefined && { configId }),
    }),
  )

const list = async () =>
  (await server.control.send(new ListEnforcedGuardrailsConfigurationCommand({}))).guardrailsConfig

const remove = (configId = '') =>
  server.control.send(new DeleteEnforcedGuardrailConfigurationCommand({ configId }))

afterEach(async () => {
  for (const { configId } of (await list()) ?? []) await remove(configId)
})

const ask = (text: string, more: object = {}) =>
  server.runtime.send(new ConverseCommand({ ...says(text), ...more }))

describe('an enforced guardrail', () => {
  test('applies to calls that name none', async () => {
    await put()
    const answer = await ask('plain walrus')
    expect(answer.stopReason).toBe('guardrail_intervened')
    expect(answer.output?.message?.content).toEqual([{ text: 'Input blocked.' }])
    expect(answer.trace).toBeUndefined()
    expect(server.journal.list().at(-1)?.guardrail).toMatchObject({ id, enforced: [id] })
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'mail' }] }] })
    const native = await server.runtime.send(new InvokeModelCommand({ modelId, body }))
    expect(JSON.parse(native.body.transformToString())).toMatchObject({
      output: { message: { content: [{ text: 'Write to {EMAIL} today.' }] } },
      'amazon-bedrock-guardrailAction': 'INTERVENED',
    })
  })

  test('is in the trace, only once if the call names it too', async () => {
    await put()
    const answer = await ask('plain', { guardrailConfig: config() })
    const details = answer.trace?.guardrail?.inputAssessment?.[id]?.appliedGuardrailDetails
    expect(details?.guardrailOrigin).toEqual(['REQUEST', 'ACCOUNT_ENFORCED'])
    const draft = await ask('plain', { guardrailConfig: config({ guardrailVersion: 'DRAFT' }) })
    const { outputAssessments } = draft.trace?.guardrail ?? {}
    expect(
      outputAssessments?.[id]?.map(({ appliedGuardrailDetails: of }) => [
        of?.guardrailVersion,
        of?.guardrailOrigin,
      ]),
    ).toEqual([
      ['DRAFT', ['REQUEST']],
      ['1', ['ACCOUNT_ENFORCED']],
    ])
  })

  test('reads system prompts and unmarked content, unless it is selective', async () => {
    const { configId } = await put()
    const system = { system: [{ text: 'You are a walrus.' }] }
    expect((await ask('plain', system)).stopReason).toBe('guardrail_intervened')
    await put({ selectiveContentGuarding: { system: 'SELECTIVE' } }, configId)
    expect((await ask('plain', system)).stopReason).toBe('end_turn')
  })

  test('can be limited to some models', async () => {
    const { configId } = await put({
      modelEnforcement: { includedModels: ['ALL'], excludedModels: [modelId] },
    })
    expect((await ask('plain walrus')).stopReason).toBe('end_turn')
    await put({ modelEnforcement: { includedModels: [modelId], excludedModels: [] } }, configId)
    expect((await ask('plain walrus')).stopReason).toBe('guardrail_intervened')
  })

  test('is set, listed and removed; an account has only one', async () => {
    const { configId = '', updatedBy } = await put()
    expect(updatedBy).toBe('arn:aws:iam::123456789012:root')
    expect(await list()).toMatchObject([
      {
        configId,
        guardrailArn: `arn:aws:bedrock:us-east-1:123456789012:guardrail/${id}`,
        guardrailId: id,
        guardrailVersion: '1',
        owner: 'ACCOUNT',
      },
    ])
    await expect(put()).rejects.toMatchObject({ name: 'ConflictException' })
    await expect(put({}, 'other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(put({ guardrailVersion: '9' }, configId)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(put({ guardrailVersion: 'DRAFT' }, configId)).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(
      server.control.send(new DeleteGuardrailCommand({ guardrailIdentifier: id })),
    ).rejects.toMatchObject({ name: 'ResourceInUseException' })
    await expect(remove('other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await remove(configId)
    expect(await list()).toEqual([])
  })
})

describe('the config', () => {
  const guardrails = {
    [id]: {
      name: 'all',
      blockedInputMessaging: 'Not here.',
      blockedOutputsMessaging: 'Not that.',
      wordPolicyConfig: { wordsConfig: [{ text: 'walrus' }] },
    },
  }
  const start = (enforcedGuardrail: object) => startServer({ guardrails, enforcedGuardrail })

  test('enforces a guardrail in every session', async () => {
    await using own = await start({ guardrailIdentifier: id, guardrailVersion: '1' })
    const answer = await own.runtime.send(new ConverseCommand(says('walrus')))
    expect(answer.output?.message?.content).toEqual([{ text: 'Not here.' }])
  })

  test.each([
    [{ guardrailIdentifier: 'zzz', guardrailVersion: '1' }, /names zzz, which neither the config/],
    [{ guardrailVersoin: '1' }, 'guardrailVersoin is unknown; did you mean guardrailVersion?'],
    [{ guardrailIdentifier: id }, /^enforcedGuardrail: .*'guardrailVersion'/],
  ])('%j is rejected with a message', async (written, sentence) => {
    await expect(start(written)).rejects.toThrow(sentence)
  })
})
