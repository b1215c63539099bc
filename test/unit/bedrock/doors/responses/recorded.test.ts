import { expect, test } from 'vitest'
import { formOf } from '../../../../../server/bedrock/doors/responses/form.ts'
import {
  joinResponse,
  parseResponse,
} from '../../../../../server/bedrock/doors/responses/recorded.ts'
import { writeResponse } from '../../../../../server/bedrock/doors/responses/write.ts'
import type { JsonObject } from '../../../../../server/json.ts'
import type { Block } from '../../../../../server/neutral/prompt.ts'
import type { Message } from '../../../../../server/neutral/reply.ts'
import { callOf } from '../../../../support/calls.ts'
import { answer, targetFor } from '../../../../support/dialect-target.ts'

const full = '/openai/v1/responses'
const brief = '/v1/responses'
const model = 'openai.gpt-oss-20b-1:0'
const to = targetFor(model, callOf('Responses', { body: { model, input: 'Hi' } }).prompt())
const thought: Block = { reasoningContent: { reasoningText: { text: 'Hm. Rome.' } } }

const write = (url: string, message: Message, request: JsonObject = {}) =>
  writeResponse(message, to, request, formOf(url), request['stream'] === true)

const eventsOf = (url: string, message: Message, request: JsonObject = {}) =>
  write(url, message, { ...request, stream: true }).events.map(({ json }) => json)

test.each([brief, full])('%s is read again, whole and streamed', (url) => {
  const named: Block = { toolUse: { toolUseId: 'call_9', name: 'weather', input: { a: 1 } } }
  const content = [thought, { text: 'Rome.' }, named]
  const request = { include: ['reasoning.encrypted_content'] }
  const usage = { inputTokens: 12, outputTokens: 6, reasoningTokens: 2 }
  const message = answer(content, { stopReason: 'tool_use', usage })
  expect(parseResponse(write(url, message, request).response)).toEqual(message)
  const events = eventsOf(url, message, request)
  expect(joinResponse(events.map((event) => ({ payload: JSON.stringify(event) })))).toEqual(message)
})

test('a stream that was cut has the complete items', () => {
  const events = eventsOf(brief, answer([thought, { text: 'Rome.' }])).slice(0, 11)
  expect(joinResponse(events.map((event) => ({ payload: JSON.stringify(event) })))).toMatchObject({
    content: [thought],
  })
})
