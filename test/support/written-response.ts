import { formOf } from '../../server/bedrock/doors/responses/form.ts'
import { writeResponse } from '../../server/bedrock/doors/responses/write.ts'
import type { JsonObject } from '../../server/json.ts'
import { objectsOf } from '../../server/json-fields.ts'
import type { Block } from '../../server/neutral/prompt.ts'
import { answer, targetFor } from './dialect-target.ts'

const to = targetFor('openai.gpt-oss-20b-1:0', {
  kind: 'chat',
  system: [],
  messages: [],
  tools: [],
  systemTools: [],
  stopSequences: [],
})

type Rest = Parameters<typeof answer>[1]

/** An answer as the Responses API writes it. */
export const write = (url: string, content: Block[], request: JsonObject = {}, rest: Rest = {}) =>
  writeResponse(answer(content, rest), to, request, formOf(url), request['stream'] === true)

/** Where responses have all members, and where they have few. */
export const full = '/openai/v1/responses'
export const brief = '/v1/responses'

export const thought: Block = { reasoningContent: { reasoningText: { text: 'Hm. Rome.' } } }
export const call: Block = {
  toolUse: { toolUseId: '', name: 'weather', input: { city: 'Rome' } },
}

export const eventsOf = (...[url, content, request, rest]: Parameters<typeof write>) =>
  write(url, content, { ...request, stream: true }, rest).events.map(({ json }) => json)

export const typesOf = (events: JsonObject[]) => events.map(({ type }) => type)
export const outputOf = (response: JsonObject) => objectsOf(response['output'])
