import { expect, test } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import { NOVA, assistant, converse, toolConfig, user } from '../../../support/refusals.ts'

const source = { bytes: 'AAAA' }

function bodyWith(held: JsonObject): JsonObject {
  const use = { toolUse: { toolUseId: 't1', name: 'get_weather', input: {} } }
  const result = { toolResult: { toolUseId: 't1', content: [held] } }
  const messages = [user('a'), assistant(use), user(result)]
  return { messages, toolConfig }
}

test.each([
  { document: { format: 'pdf', name: 'a', source } },
  { video: { format: 'mp4', source } },
])('a tool result that contains %j is rejected', (held) => {
  expect(converse(NOVA, bodyWith(held))).toBe(
    'The model returned the following errors: Malformed input request: #/messages/2/content/0: extraneous key [toolResult] is not permitted, please reformat your input and try again.',
  )
})

test.each([{ image: { format: 'png', source } }, { text: 'x' }])(
  'a tool result that contains %j is accepted',
  (held) => {
    expect(converse(NOVA, bodyWith(held))).toBeUndefined()
  },
)
