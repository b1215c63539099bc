import { expect, test } from 'vitest'
import { readQuotas } from '../../../server/quotas/config.ts'
import { LocalState } from '../../../server/state/local.ts'
import { Quotas } from '../../../server/quotas/quotas.ts'
import { reservedTokens, usedTokens, outputRateOf } from '../../../server/quotas/tokens.ts'
import { callOf } from '../../support/calls.ts'
import { CLAUDE, newSession, NOVA, question } from '../../support/fixture-store.ts'

const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0'

/** Quotas of one session, with a clock that the test controls and ids for the calls. */
function quotasOf(written: object) {
  const session = newSession()
  const clock = { now: 0 }
  const quotas = new Quotas(readQuotas(written), new LocalState(() => clock.now))
  let made = 0
  const take = (maxTokens: number, model = NOVA) => {
    const call = question('hello', { session, model, body: { inferenceConfig: { maxTokens } } })
    call.id = `call-${++made}`
    void quotas.take(call)
    return { id: call.id, input: reservedTokens(call.prompt(), call.model()) - maxTokens }
  }
  const left = async () => (await quotas.state(session))[0]?.tokensPerMinute?.left
  return { quotas, clock, take, left, session }
}

test('an answered call is settled with its usage', async () => {
  const { quotas, take, left } = quotasOf({ '*': { tokensPerMinute: 1_000 } })
  const { id, input } = take(400)
  expect(await left()).toBe(600 - input)
  quotas.settle({ id, status: 200, usage: { inputTokens: 20, outputTokens: 30 } })
  expect(await left()).toBe(950)
  quotas.settle({ id, status: 200, usage: { inputTokens: 20, outputTokens: 30 } })
  expect(await left()).toBe(950)
})

test('a failed call gives back everything', async () => {
  const { quotas, take, left } = quotasOf({ '*': { tokensPerMinute: 1_000 } })
  for (const status of [400, 503, 0]) quotas.settle({ id: take(400).id, status })
  expect(await left()).toBe(1_000)
})

test('estimates are kept if there is no count', async () => {
  const { quotas, take, left } = quotasOf({ '*': { tokensPerMinute: 1_000 } })
  const { id, input } = take(400)
  quotas.settle({ id, status: 200 })
  expect(await left()).toBe(600 - input)
})

test('a throttled call uses no quota', async () => {
  const { quotas, take, session } = quotasOf({
    '*': { requestsPerMinute: 5, tokensPerMinute: 1_000 },
  })
  expect(() => take(5_000)).toThrow('Too many tokens, please wait before trying again.')
  expect((await quotas.state(session))[0]).toMatchObject({
    requestsPerMinute: { left: 5 },
    tokensPerMinute: { left: 1_000 },
  })
})

test('requests are checked before tokens, and minutes before days', () => {
  const { take, clock } = quotasOf({
    '*': { requestsPerMinute: 1, tokensPerMinute: 500, tokensPerDay: 600 },
  })
  take(400)
  expect(() => take(9_999)).toThrow('Too many requests, please wait before trying again.')
  clock.now = 60_000
  expect(() => take(9_999)).toThrow('Too many tokens, please wait before trying again.')
  expect(() => take(300)).toThrow('Too many tokens per day, please wait before trying again.')
  clock.now = 24 * 3_600_000
  take(300)
})

test('the first matching glob decides, for id, profile and foundation model', async () => {
  const { quotas, take, session } = quotasOf({
    'us.amazon.*': { requestsPerMinute: 1 },
    'amazon.nova-*': { requestsPerMinute: 2 },
  })
  take(1)
  take(1, `us.${NOVA}`)
  take(1, `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`)
  take(1, CLAUDE)
  expect(
    (await quotas.state(session)).map(({ quota, model, requestsPerMinute }) => [
      quota,
      model,
      requestsPerMinute?.left,
    ]),
  ).toEqual([
    ['amazon.nova-*', NOVA, 0],
    ['us.amazon.*', `us.${NOVA}`, 0],
  ])
})

test('operations without a model answer use nothing', async () => {
  const { quotas, session } = quotasOf({ '*': { requestsPerMinute: 0 } })
  void quotas.take(Object.assign(callOf('ListFoundationModels'), { session }))
  void quotas.take(Object.assign(callOf('CountTokens', { model: CLAUDE, body: {} }), { session }))
  expect(await quotas.state(session)).toEqual([])
})

test("without a limit, a call uses the model's maximum", () => {
  const tokens = (model: string, body?: object) => {
    const call = question('hello', { model, ...(body === undefined ? {} : { body }) })
    return reservedTokens(call.prompt(), call.model())
  }
  const limited = { inferenceConfig: { maxTokens: 100 } }
  expect(tokens(NOVA)).toBe(tokens(NOVA, limited) - 100 + 10_000)
  expect(tokens(SONNET)).toBe(tokens(SONNET, limited) - 100 + 64_000)
})

test('output tokens count five times for Claude since 3.7, cached input tokens not at all', () => {
  const rate = (id: string) => outputRateOf(callOf('Converse', { model: id }).model())
  for (const id of [
    SONNET,
    'anthropic.claude-3-7-sonnet-20250219-v1:0',
    'anthropic.claude-opus-4-8',
    'anthropic.claude-haiku-5-5',
  ])
    expect(rate(id)).toBe(5)
  for (const id of [
    NOVA,
    CLAUDE,
    'anthropic.claude-v2:1',
    'anthropic.claude-3-5-sonnet-20241022-v2:0',
  ])
    expect(rate(id)).toBe(1)
  const usage = {
    inputTokens: 10,
    outputTokens: 7,
    cacheReadInputTokens: 1_000,
    cacheWriteInputTokens: 100,
  }
  expect(usedTokens(usage, 5)).toBe(145)
})
