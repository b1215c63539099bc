import { expect, test } from 'vitest'
import type { SideSummary } from '../../../server/guardrails/summary.ts'
import { draftOf } from '../../../server/journal/draft.ts'
import { plainExchange } from '../../../server/journal/members.ts'
import { asks, journalOf, keptIn } from '../../support/exchanges.ts'

const side = (action: SideSummary['action']): SideSummary => ({
  action,
  found: [],
  policies: [],
  units: {},
})

/** The draft for a question, with the verdict of its guardrail. */
function drafted(guardrail: { input?: SideSummary; output?: SideSummary }, more = {}): string {
  const kept = plainExchange(keptIn(journalOf(), { body: asks('tell me') }))
  const { conditions, answer } = draftOf({
    ...kept,
    guardrail: { id: 'g', version: '1', ...guardrail },
    ...more,
  })
  return `match:\n${conditions.map(({ yaml }) => yaml).join('')}${answer}`
}

test('a draft matches the request and repeats the answer', () => {
  expect(drafted({ input: side('NONE'), output: side('MASKED') })).toBe(
    'match:\n  model: amazon.nova-lite-*\n  prompt: tell me\nanswer:\n  text: Paris.\n  usage:\n    inputTokens: 12\n    outputTokens: 6\n',
  )
})

test.each([
  [{ input: side('BLOCKED') }, {}, 'guardrail:\n  input: blocked\n'],
  [
    { input: side('NONE'), output: side('BLOCKED') },
    {},
    'guardrail:\n  input: none\n  output: blocked\n',
  ],
  [{ input: side('NONE') }, { operation: 'ApplyGuardrail' }, 'guardrail:\n  input: none\n'],
])(
  "if its guardrail decided the call, the draft states the guardrail's finding",
  (answer, more, yaml) => {
    const text = drafted(answer, more)
    expect(text).toContain('prompt: tell me')
    expect(text.endsWith(yaml)).toBe(true)
    expect(text).not.toContain('answer:')
  },
)

test('a draft for an unsupported operation has a native body', () => {
  const text = drafted(
    {},
    {
      operation: 'StartAsyncInvoke',
      asked: undefined,
      model: { sent: 'amazon.nova-reel-v1:0' },
      error: { name: 'NotImplementedException', message: 'x' },
    },
  )
  expect(text).toBe(
    'match:\n  model: amazon.nova-reel-*\n  operation: StartAsyncInvoke\nanswer:\n  native: {}\n',
  )
})
