import {
  ApplyGuardrailCommand,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { config, guardedServer, says } from '../support/guarded-server.ts'

let server: Awaited<ReturnType<typeof guardedServer>>
beforeAll(async () => {
  server = await guardedServer()
  return () => server[Symbol.asyncDispose]()
})

const session = () => server.sessions.get('test')
const added: { remove(): void }[] = []
const add = (fixture: object) => {
  const one = server.store.add(session(), fixture)
  added.push(one)
  return one
}
afterEach(() => {
  for (const one of added.splice(0)) one.remove()
})

const ask = (text: string) =>
  server.runtime.send(new ConverseCommand({ ...says(text), guardrailConfig: config() }))

const apply = (content: object[], source: 'INPUT' | 'OUTPUT' = 'INPUT') =>
  server.runtime.send(
    new ApplyGuardrailCommand({
      guardrailIdentifier: 'abcdefghijkl',
      guardrailVersion: '1',
      source,
      content: content as never,
    }),
  )

describe('a fixture states what a guardrail finds', () => {
  test('on input: no model is called, and no counter of the fixture advances', async () => {
    const { calls } = add({
      match: { prompt: 'salary' },
      guardrail: { input: { topicPolicy: { topics: [{ name: 'Pay' }] } } },
      answers: [{ text: 'first' }, { text: 'second' }],
    })
    const answer = await ask('What is my salary?')
    expect(answer).toMatchObject({
      stopReason: 'guardrail_intervened',
      output: { message: { content: [{ text: 'Input blocked.' }] } },
      usage: { totalTokens: 0 },
      trace: {
        guardrail: {
          inputAssessment: {
            abcdefghijkl: {
              topicPolicy: { topics: [{ name: 'Pay', type: 'DENY', action: 'BLOCKED' }] },
            },
          },
        },
      },
    })
    expect(calls()).toBe(1)
    expect(server.journal.list().at(-1)).toMatchObject({
      source: 'fixture',
      fixture: 'added 1',
      guardrail: { input: { action: 'BLOCKED', found: ['topic Pay'] } },
    })
    const without = await server.runtime.send(new ConverseCommand(says('What is my salary?')))
    expect(without.output?.message?.content).toEqual([{ text: 'first' }])
  })

  test('without an answer, the next fixture answers', async () => {
    const { calls } = add({
      match: { prompt: 'plain' },
      guardrail: {
        output: { sensitiveInformationPolicy: { piiEntities: [{ type: 'NAME', match: 'Fine' }] } },
      },
    })
    const answer = await ask('plain')
    expect(answer.output?.message?.content).toEqual([{ text: '{NAME}.' }])
    expect(answer.stopReason).toBe('guardrail_intervened')
    expect(calls()).toBe(1)
    expect(server.journal.list().at(-1)?.fixture).toBe('plain')
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({ ...says('plain'), guardrailConfig: config() }),
    )
    const events = await collect(stream)
    const text = events.map(({ contentBlockDelta }) => contentBlockDelta?.delta?.text ?? '')
    expect(text.join('')).toBe('{NAME}.')
  })

  test('with an assessment pasted from ApplyGuardrail with the scope FULL', async () => {
    const content = [{ text: { text: 'Write to jane@example.com.' } }]
    const { assessments } = await server.runtime.send(
      new ApplyGuardrailCommand({
        guardrailIdentifier: 'abcdefghijkl',
        guardrailVersion: '1',
        source: 'OUTPUT',
        outputScope: 'FULL',
        content,
      }),
    )
    const [assessment] = assessments ?? []
    expect(JSON.stringify(assessment)).toMatch(/"detected":false.*"match":""/)
    const nulls = { topicPolicy: null, automatedReasoningPolicy: null, wordPolicy: null }
    add({ match: { prompt: 'plain' }, guardrail: { input: { ...assessment, ...nulls } } })
    add({ match: { prompt: 'mail' }, guardrail: { output: { ...nulls, ...assessment } } })
    expect((await ask('plain')).stopReason).toBe('end_turn')
    expect((await ask('mail')).output?.message?.content).toEqual([
      { text: 'Write to {EMAIL} today.' },
    ])
  })

  test('none passes what the rules would block', async () => {
    add({ match: { prompt: 'walrus' }, guardrail: { input: 'none' } })
    expect((await ask('plain walrus')).stopReason).toBe('end_turn')
  })

  test('for ApplyGuardrail too, including images', async () => {
    add({
      match: { operation: 'ApplyGuardrail', prompt: 'this picture' },
      guardrail: { input: { contentPolicy: { filters: [{ type: 'SEXUAL', confidence: 'LOW' }] } } },
    })
    const image = { format: 'png', source: { bytes: new Uint8Array([1]) } }
    expect(await apply([{ text: { text: 'Is this picture fine?' } }, { image }])).toMatchObject({
      action: 'GUARDRAIL_INTERVENED',
      outputs: [{ text: 'Input blocked.' }],
      assessments: [{ contentPolicy: { filters: [{ type: 'SEXUAL', confidence: 'LOW' }] } }],
      guardrailCoverage: { images: { guarded: 0, total: 1 } },
    })
    expect(await apply([{ text: { text: 'this other' } }])).toMatchObject({ action: 'NONE' })
    expect(server.journal.list().at(-2)?.guardrail).toMatchObject({
      id: 'abcdefghijkl',
      version: '1',
      input: { action: 'BLOCKED', found: ['SEXUAL LOW'] },
    })
  })
})

test('a fault does so at intervals, for calls that name a guardrail', async () => {
  const fault = server.faults.add(session(), { guardrail: { output: 'blocked' }, every: 2 })
  const stops: (string | undefined)[] = []
  for (const _ of [1, 2, 3]) {
    stops.push((await ask('plain')).stopReason)
    await server.runtime.send(new ConverseCommand(says('plain')))
  }
  fault.remove()
  expect(stops).toEqual(['end_turn', 'guardrail_intervened', 'end_turn'])
  expect(server.journal.list().find(({ fault: name }) => name)?.fault).toBe(
    'guardrail output blocked',
  )
  expect(() => server.faults.add(session(), { guardrail: { output: 'refused' } })).toThrow(
    'fault.guardrail.output is "refused", which is not a known verdict; none, blocked',
  )
})
