import { ApplyGuardrailCommand, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { config, guardedServer, modelId, says } from '../support/guarded-server.ts'

const id = 'abcdefghijkl'

let server: Awaited<ReturnType<typeof guardedServer>>
beforeAll(async () => {
  server = await guardedServer(undefined, { quotas: { guardrails: { wordPolicy: 3 } } })
  return () => server[Symbol.asyncDispose]()
})

const apply = (text: string) =>
  server.client({ maxAttempts: 1 }).send(
    new ApplyGuardrailCommand({
      guardrailIdentifier: id,
      guardrailVersion: '1',
      source: 'OUTPUT',
      content: [{ text: { text } }],
    }),
  )

test('text units are limited by policy, and refill after a second', async () => {
  await apply('x'.repeat(2_001))
  await expect(apply('hi')).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Too many requests, please wait before trying again.',
  })
  expect(server.journal.list().at(-1)?.source).toBe('quota')
  expect(await admin(server, 'GET', '/quotas?session=test')).toMatchObject({
    body: [{ session: 'test', quota: 'guardrails', wordPolicy: { limit: 3, left: 0 } }],
  })
  server.clock.advance(1_000)
  await apply('hi')
  server.clock.advance(1_000)
})

test('the metrics count verdicts, findings and text units', async () => {
  await server.runtime.send(new ConverseCommand({ ...says('mail'), guardrailConfig: config() }))
  const text = await (await fetch(`${server.url}/_admin/metrics`)).text()
  const of = (name: string) => text.match(new RegExp(`^bedrock_local_guardrail_${name}\\{.*`, 'gm'))
  const labels = (side: string) => `{guardrail="${id}",side="${side}"`
  expect(of('assessments_total')).toContain(
    `bedrock_local_guardrail_assessments_total${labels('output')},action="masked"} 1`,
  )
  expect(of('findings_total')).toEqual([
    `bedrock_local_guardrail_findings_total${labels('output')},policy="sensitiveInformationPolicy"} 1`,
  ])
  expect(of('text_units_total')).toContain(
    `bedrock_local_guardrail_text_units_total${labels('input')},units="wordPolicyUnits"} 1`,
  )
})

describe("near misses show the guardrail's verdict", () => {
  const ask = (text: string, more: object = config()) =>
    admin(server, 'POST', '/near-misses?session=test', {
      operation: 'Converse',
      modelId,
      body: { messages: says(text).messages, guardrailConfig: more },
    })

  test('on the input and on the answer of a fixture', async () => {
    expect(await ask('mail')).toMatchObject({
      status: 200,
      body: {
        match: 'mail',
        guardrail: {
          says: `the guardrail ${id} in version 1 lets the input pass and masks the answer (EMAIL)`,
          output: { action: 'MASKED', policies: ['sensitiveInformationPolicy'] },
        },
      },
    })
    const blocked = await ask('mail a walrus')
    expect(blocked).toMatchObject({ body: { guardrail: { input: { action: 'BLOCKED' } } } })
    expect(blocked).not.toHaveProperty('body.match')
    expect(await ask('count')).toMatchObject({
      body: {
        guardrail: {
          says: `the guardrail ${id} in version 1 lets the input pass and judges the answer when it is known`,
        },
      },
    })
  })

  test('or that the guardrail is refused', async () => {
    expect(await ask('mail', config({ guardrailIdentifier: 'zzz' }))).toMatchObject({
      body: { match: 'mail', guardrail: { refused: true } },
    })
  })
})
