import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import { CLAUDE, converse, NOVA, user, warnings } from '../../../support/refusals.ts'

const HAIKU_3 = 'anthropic.claude-3-haiku-20240307-v1:0'
const COMMAND_R = 'cohere.command-r-v1:0'
const prefix = 'The model returned the following errors: '
const extraneous = (key: string) =>
  `${prefix}Malformed input request: #: extraneous key [${key}] is not permitted, please reformat your input and try again.`

const messageFor = (model: string, additionalModelRequestFields: JsonObject) =>
  converse(model, { additionalModelRequestFields })

describe('additionalModelRequestFields', () => {
  it.each([
    [CLAUDE, 'verbosity', `${prefix}verbosity: Extra inputs are not permitted`],
    [HAIKU_3, 'verbosity', extraneous('verbosity')],
    [NOVA, 'top_k', extraneous('top_k')],
    [COMMAND_R, 'top_k', extraneous('top_k')],
  ])('%s does not support %s', (model, key, message) => {
    expect(messageFor(model, { [key]: 1 })).toBe(message)
  })

  it.each<[model: string, fields: JsonObject]>([
    [CLAUDE, { top_k: 5, anthropic_beta: ['context-1m-2025-08-07'] }],
    [CLAUDE, { reasoning_config: { type: 'enabled', budget_tokens: 1024 } }],
    [NOVA, { inferenceConfig: { topK: 5 } }],
    [COMMAND_R, { k: 5 }],
    ['openai.gpt-oss-20b-1:0', { whatever: 1 }],
    ['meta.llama3-8b-instruct-v1:0', { whatever: 1 }],
  ])('%s accepts %j', (model, fields) => {
    expect(messageFor(model, fields)).toBeUndefined()
  })

  it('are a warning if the checks are lenient', () => {
    const body = { messages: [user('hi')], additionalModelRequestFields: { top_k: 1 } }
    expect(warnings('Converse', { model: NOVA, body }, { lenient: true })).toEqual([
      extraneous('top_k'),
    ])
  })
})
