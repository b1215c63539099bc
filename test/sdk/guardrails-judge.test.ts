import { ApplyGuardrailCommand, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../server/json.ts'
import { addGuardrail } from '../support/guardrail.ts'
import { startStandIn } from '../support/model-server.ts'
import type { StandIn } from '../support/model-server.ts'
import { startServer } from '../support/server.ts'

let standIn: StandIn
let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  standIn = await startStandIn(['small', 'judge'])
  const models = { guardrail: 'judge', '*': 'small' }
  server = await startServer({
    guardrailJudge: 'model',
    modelServer: { url: standIn.url, models, timeoutMs: 400 },
  })
  addGuardrail(server, {
    topicPolicy: { topics: [{ name: 'Gold', definition: 'Gold as an investment.' }] },
    contentPolicy: {
      filters: [{ type: 'INSULTS', inputStrength: 'MEDIUM', outputStrength: 'MEDIUM' }],
    },
    wordPolicy: { words: [{ text: 'walrus' }] },
  })
  server.store.add(server.sessions.get('test'), { answer: { text: 'Fine.' } })
  return async () => {
    await server[Symbol.asyncDispose]()
    await standIn.close()
  }
})

/** The judge's next answers. */
const says = (content: string) =>
  standIn.answers((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ choices: [{ message: { content } }] }))
  })
const finds = (topics: string[], INSULTS: string) =>
  says(JSON.stringify({ topics, content: { INSULTS } }))
beforeEach(() => {
  finds([], 'NONE')
  standIn.requests.length = 0
})

const apply = (text: string) =>
  server.client({ maxAttempts: 1 }).send(
    new ApplyGuardrailCommand({
      guardrailIdentifier: 'abcdefghijkl',
      guardrailVersion: '1',
      source: 'INPUT',
      content: [{ text: { text } }],
    }),
  )

test('a model judges topics and content; the rules judge the rest', async () => {
  finds(['Gold'], 'LOW')
  expect(await apply('Is the yellow metal safe?')).toMatchObject({
    action: 'GUARDRAIL_INTERVENED',
    assessments: [{ topicPolicy: { topics: [{ name: 'Gold', action: 'BLOCKED' }] } }],
  })
  const [request] = standIn.requests as (JsonObject & { messages: { content: string }[] })[]
  expect(request).toMatchObject({
    model: 'judge',
    temperature: 0,
    response_format: { type: 'json_schema' },
  })
  expect(JSON.parse(request?.messages[1]?.content ?? '')).toMatchObject({
    topics: [{ name: 'Gold' }],
    categories: { INSULTS: expect.any(String) },
    text: 'Is the yellow metal safe?',
  })
  finds([], 'LOW')
  expect(await apply('Gold as an investment')).toMatchObject({ action: 'NONE' })
  finds([], 'HIGH')
  expect(await apply('You there')).toMatchObject({
    assessments: [{ contentPolicy: { filters: [{ type: 'INSULTS', confidence: 'HIGH' }] } }],
  })
  finds([], 'NONE')
  expect(await apply('A walrus')).toMatchObject({ action: 'GUARDRAIL_INTERVENED' })
})

test('it judges the question and the answer of a model', async () => {
  const answer = await server.runtime.send(
    new ConverseCommand({
      modelId: 'amazon.nova-lite-v1:0',
      messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
      guardrailConfig: { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: '1' },
    }),
  )
  expect(answer.stopReason).toBe('end_turn')
  expect(standIn.requests).toHaveLength(2)
})

test.each([
  ['no JSON', () => says('I would rather not say.')],
  ['an incomplete verdict', () => says('{"topics": []}')],
  ['an unknown level', () => finds([], 'VERY')],
  ['an error', () => standIn.answers((_, response) => void response.writeHead(500).end('{}'))],
])('%s: nothing passes unjudged', async (_, answers) => {
  answers()
  await expect(apply('Hello')).rejects.toMatchObject({ $fault: 'server' })
})

test('the setting requires a model', async () => {
  await expect(startServer({ guardrailJudge: 'model' })).rejects.toThrow(
    'guardrailJudge: model needs a model; set modelServer to its URL',
  )
})
