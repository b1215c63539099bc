import { expect, test } from 'vitest'
import type { Answer } from '../../../../../server/bedrock/answer.ts'
import { responsesOf } from '../../../../../server/bedrock/doors/responses/store.ts'
import { Session } from '../../../../../server/sessions.ts'
import { remember } from '../../../../../server/write/remember.ts'
import { render } from '../../../../../server/write/render.ts'
import { callOf } from '../../../../support/calls.ts'

const answer = (source: Answer['source'], stable: object): Answer => ({
  source,
  kind: 'reply',
  pace: { kind: 'instant' },
  stable,
  reply: {
    kind: 'message',
    content: [{ text: 'Rome.' }],
    stopReason: 'end_turn',
    usage: { inputTokens: 3, outputTokens: 5 },
    latencyMs: 10,
  },
})

const model = 'openai.gpt-5.6-luna'

// Answers of fixtures have an id per call; invented answers have one per request.
test.each([
  ['fixture', false],
  ['fixture', true],
  ['invented', false],
  ['invented', true],
] as const)('a response of a kept %s is found by its id, streamed: %s', (source, stream) => {
  const write = remember(render)
  const stable = {}
  const name = stream ? 'ResponsesStream' : 'Responses'
  const session = new Session('')
  for (const id of ['first', 'second', 'third']) {
    const body = { model, input: 'Hi', stream }
    const call = callOf(name, { body, session, id, http: { url: '/openai/v1/responses' } })
    const { body: sent } = write(answer(source, stable), call)
    const text = sent.kind === 'bytes' ? sent.bytes : sent.kind === 'frames' ? sent.frames[0] : ''
    const [responseId = ''] = /resp_\w+/.exec(String(text)) ?? []
    const kept = responsesOf(session)
    expect(kept.get(responseId)?.response).toMatchObject({ id: responseId, status: 'completed' })
    expect(kept.delete(responseId)).toBe(true)
  }
})

test.each([
  ['a short request', 'Hi'],
  ['a long request', 'Hi. '.repeat(2000)],
])('the input of a kept response is that of its request: %s', (_, input) => {
  const session = new Session('')
  const call = callOf('Responses', {
    body: { model, input },
    session,
    http: { url: '/openai/v1/responses' },
  })
  const { body: sent } = remember(render)(answer('fixture', {}), call)
  const [id = ''] = /resp_\w+/.exec(sent.kind === 'bytes' ? String(sent.bytes) : '') ?? []
  const kept = responsesOf(session).get(id)
  expect(kept?.input).toMatchObject([{ role: 'user', content: input }])
  expect(kept?.items).toHaveLength(2)
})
