import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import { CLAUDE, converse, toolConfig } from '../../../support/refusals.ts'

const SONNET_5 = 'us.anthropic.claude-sonnet-5'
const HAIKU_3 = 'anthropic.claude-3-haiku-20240307-v1:0'
const prefix = 'The model returned the following errors: '

const thinking = (budget_tokens: number, more: JsonObject = {}): JsonObject => ({
  additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens } },
  ...more,
})

describe('sampling and thinking of Claude', () => {
  it.each<[string, string, JsonObject, string]>([
    [
      'temperature with topP',
      CLAUDE,
      { inferenceConfig: { temperature: 0.5, topP: 0.5 } },
      '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
    ],
    [
      'any temperature, since version 5',
      SONNET_5,
      { inferenceConfig: { temperature: 0.5 } },
      '`temperature` is deprecated for this model.',
    ],
    [
      'a budget below the minimum',
      CLAUDE,
      thinking(1_000),
      'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024',
    ],
    [
      'a budget that leaves no tokens for the answer',
      CLAUDE,
      thinking(1_024, { inferenceConfig: { maxTokens: 1_024 } }),
      '`max_tokens` must be greater than `thinking.budget_tokens`.',
    ],
    [
      'a forced tool while thinking',
      CLAUDE,
      thinking(1_024, { toolConfig: { ...toolConfig, toolChoice: { any: {} } } }),
      'Thinking may not be enabled when tool_choice forces tool use.',
    ],
    [
      'a temperature while thinking',
      CLAUDE,
      thinking(1_024, { inferenceConfig: { temperature: 0.5 } }),
      '`temperature` may only be set to 1 when thinking is enabled.',
    ],
  ])('rejects %s', (_, model, body, message) => {
    expect(converse(model, body)).toBe(`${prefix}${message}`)
  })

  it.each<[string, string, JsonObject]>([
    ['both ways, before 4.1', HAIKU_3, { inferenceConfig: { temperature: 0.5, topP: 0.5 } }],
    ['the default temperature', SONNET_5, { inferenceConfig: { temperature: 1 } }],
    [
      'valid thinking',
      CLAUDE,
      thinking(1_024, { inferenceConfig: { maxTokens: 2_048, temperature: 1 } }),
    ],
  ])('accepts: %s', (_, model, body) => {
    expect(converse(model, body)).toBeUndefined()
  })
})
