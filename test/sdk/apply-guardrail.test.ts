import { ApplyGuardrailCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { guardedServer } from '../support/guarded-server.ts'

describe('ApplyGuardrail', () => {
  const apply = (text: string, more: object = {}) =>
    new ApplyGuardrailCommand({
      guardrailIdentifier: 'abcdefghijkl',
      guardrailVersion: 'DRAFT',
      source: 'OUTPUT',
      content: [{ text: { text } }],
      ...more,
    })

  test('masks and blocks', async () => {
    await using server = await guardedServer()
    expect(await server.runtime.send(apply('a@b.com'))).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      actionReason: 'Guardrail masked.',
      outputs: [{ text: '{EMAIL}' }],
      usage: { wordPolicyUnits: 1, sensitiveInformationPolicyUnits: 1, topicPolicyUnits: 0 },
      guardrailCoverage: { textCharacters: { guarded: 7, total: 7 } },
    })
    expect(await server.runtime.send(apply('a walrus, a@b.com'))).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      actionReason: 'Guardrail blocked.',
      outputs: [{ text: 'Output blocked.' }],
    })
    const input = await server.runtime.send(apply('a@b.com', { source: 'INPUT' }))
    expect(input).toMatchObject({ action: 'NONE', actionReason: 'No action.', outputs: [] })
    expect(input.assessments?.[0]?.sensitiveInformationPolicy).toBeUndefined()
  })

  test('the full scope has the members of the real service, nulls included', async () => {
    await using server = await guardedServer()
    const response = await fetch(`${server.url}/guardrail/abcdefghijkl/version/1/apply`, {
      method: 'POST',
      headers: { 'x-bedrock-local-session': 'test' },
      body: JSON.stringify({
        source: 'OUTPUT',
        outputScope: 'FULL',
        content: [{ text: { text: 'hello' } }],
      }),
    })
    const body = (await response.json()) as Record<string, unknown> & {
      assessments: Record<string, unknown>[]
    }
    expect(Object.keys(body)).toEqual([
      'action',
      'actionReason',
      'assessments',
      'blockedResponse',
      'guardrailCoverage',
      'output',
      'outputs',
      'usage',
    ])
    expect(Object.keys(body.assessments[0] ?? {})).toEqual([
      'appliedGuardrailDetails',
      'automatedReasoningPolicy',
      'contentPolicy',
      'contextualGroundingPolicy',
      'invocationMetrics',
      'sensitiveInformationPolicy',
      'topicPolicy',
      'wordPolicy',
    ])
    expect(body.assessments[0]).toMatchObject({
      contentPolicy: null,
      sensitiveInformationPolicy: {
        piiEntities: [{ action: 'NONE', detected: false, match: '', type: 'EMAIL' }],
      },
    })
  })

  test('grounding requires a source', async () => {
    await using server = await guardedServer({
      contextualGroundingPolicy: { filters: [{ type: 'GROUNDING', threshold: 0.7 }] },
    })
    await expect(server.runtime.send(apply('hello'))).rejects.toThrow(
      'The provided request does not contain the grounding source.',
    )
  })
})
