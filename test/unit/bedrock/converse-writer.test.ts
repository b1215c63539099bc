import { describe, expect, test } from 'vitest'
import { createIds } from '../../../server/bedrock/ids.ts'
import { cut } from '../../../server/bedrock/pieces.ts'
import type { DraftEvent } from '../../../server/bedrock/draft.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import type { Target } from '../../../server/dialects/dialect.ts'
import { dialectOf } from '../../../server/dialects/index.ts'
import type { JsonObject } from '../../../server/json.ts'
import type { Block } from '../../../server/neutral/prompt.ts'
import type { Message } from '../../../server/neutral/reply.ts'
import { callOf } from '../../support/calls.ts'
import { deltasOf } from '../../support/deltas.ts'
import { answer } from '../../support/dialect-target.ts'
import { families } from '../../support/families.ts'

// An arriving answer is written like a complete one: the same events, except endings that depend on what follows.

const CONTENTS: readonly (readonly [string, Message])[] = [
  ['text', answer([{ text: 'Rome is in Italy. 42 of 43 know.' }])],
  ['a cut text', answer([{ text: 'Rome is' }], { stopReason: 'max_tokens' })],
  [
    'thoughts',
    answer([
      { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'c2ln' } } },
      { text: 'In Italy.' },
    ]),
  ],
  [
    'calls',
    answer([{ text: 'I look.' }, use('weather', { city: 'Rome', days: [1, 2] }), use('time', {})], {
      stopReason: 'tool_use',
    }),
  ],
]

function use(name: string, input: JsonObject): Block {
  return { toolUse: { toolUseId: '', name, input } }
}

function targetOf(call: Call): Target {
  const { foundation = '', family } = call.model()
  return {
    model: foundation,
    prompt: call.prompt(),
    ids: createIds(() => 'seed'),
    now: 0,
    again: () => targetOf(call),
    cut: (text) => cut(text, family?.grain ?? 'words'),
  }
}

function both(call: Call, reply: Message): { whole: DraftEvent[]; arrived: DraftEvent[] } {
  const { write, writer } = call.operation
  const whole = write?.(reply, targetOf(call), call)
  if (whole?.kind !== 'events' || writer === undefined) throw new Error('it does not stream')
  const to = targetOf(call)
  const arriving = writer(to, call)
  expect(arriving.headers).toEqual(whole.headers)
  const arrived = deltasOf(reply, to.cut).flatMap((delta) => arriving.write(delta))
  return { whole: whole.events, arrived }
}

const bare = (events: DraftEvent[]) => events.map(({ type, payload }) => ({ type, payload }))

const more = [
  {
    family: 'Cohere Command',
    modelId: 'cohere.command-text-v14',
    body: (prompt: string) => ({ prompt, stream: true }),
  },
  {
    family: 'Claude with messages in two blocks',
    modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
    body: families[0]?.body ?? (() => ({})),
  },
]

describe.each([...families, ...more])('$family', ({ modelId: model, body }) => {
  test.each(CONTENTS)('ConverseStream: %s', (_name, reply) => {
    const messages = [{ role: 'user', content: [{ text: 'Where is Rome?' }] }]
    const { whole, arrived } = both(callOf('ConverseStream', { model, body: { messages } }), reply)
    expect(bare(arrived)).toEqual(bare(whole))
  })

  test.each(CONTENTS)('InvokeModelWithResponseStream: %s', (_name, reply) => {
    const call = callOf('InvokeModelWithResponseStream', { model, body: body('Where is Rome?') })
    const { whole, arrived } = both(call, reply)
    const { join } = dialectOf(call.model().family?.dialect ?? '')
    const joined = (events: DraftEvent[]) => join?.(events.map(({ payload }) => payload))
    expect(joined(arrived)).toEqual(joined(whole))
  })
})
