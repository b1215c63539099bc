import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEmbeddedMetrics } from '../../server/lambda/embedded-metrics.ts'
import { startHandlers } from '../support/handlers.ts'

const SECRET = 'tangerine-7319'
let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers(
    {
      secret: { match: { prompt: SECRET }, answer: { text: `Fine, ${SECRET}.` } },
      'cut off': {
        match: { prompt: 'a long story' },
        answer: { text: 'Once', stopReason: 'max_tokens' },
      },
    },
    { lambdas: 'bundled' },
  )
})
afterAll(() => handlers[Symbol.asyncDispose]())

async function run(prompt: string) {
  const result = await handlers.run('observed', { prompt })
  const samples = result.log.split('\n').flatMap((line) => readEmbeddedMetrics(line))
  const main = samples.filter(({ dimensions }) => 'ModelId' in dimensions)
  return {
    ...result,
    samples,
    values: Object.fromEntries(main.map(({ metric, value }) => [metric, value])),
    reasons: samples.flatMap(({ dimensions }) => dimensions['StopReason'] ?? []),
  }
}

describe('observed', () => {
  test('writes the metrics of a call on a separate line', async () => {
    const { status, values, reasons, log } = await run('why streaming makes a chat feel faster')
    expect(status).toBe(200)
    expect(values).toEqual({
      Calls: 1,
      InputTokens: expect.any(Number),
      OutputTokens: 64,
      FirstTokenMs: expect.any(Number),
      TotalMs: expect.any(Number),
      EstimatedCostUsd: expect.any(Number),
      Retries: 0,
      Throttles: 0,
      Errors: 0,
    })
    expect(values['TotalMs']).toBeGreaterThanOrEqual(values['FirstTokenMs'] ?? Infinity)
    expect(reasons).toEqual(['end_turn'])
    expect(log).toMatch(/^\{"_aws":/m)
  })

  test('logs neither prompt nor answer', async () => {
    const { log, values } = await run(SECRET)
    expect(values['Calls']).toBe(1)
    expect(log).not.toContain(SECRET)
  })

  test.each([
    ['a long story', 200, 'max_tokens', { Errors: 0 }],
    [
      'fail with ThrottlingException',
      502,
      'ThrottlingException',
      { Throttles: 1, Errors: 1, Retries: 2 },
    ],
    [
      'fail with AccessDeniedException',
      502,
      'AccessDeniedException',
      { Throttles: 0, Errors: 1, Retries: 0 },
    ],
    ['Break in the middle', 502, 'ModelStreamErrorException', { Errors: 1 }],
    ['Try again until it works', 200, 'end_turn', { Retries: 2, Errors: 0, Throttles: 0 }],
  ])('%s', async (prompt, status, reason, values) => {
    const result = await run(prompt)
    expect([result.status, result.reasons]).toEqual([status, [reason]])
    expect(result.values).toMatchObject(values)
  })

  test('/_admin/metrics counts what the functions of the server wrote', async () => {
    const { url } = handlers.server
    for (let call = 0; call < 2; call += 1) {
      const answer = await fetch(`${url}/_lambda/observed/`, { method: 'POST', body: '{}' })
      expect(answer.status).toBe(200)
    }
    const text = await (await fetch(`${url}/_admin/metrics`)).text()
    const labels =
      'function="observed",namespace="BedrockFunctions",metric="OutputTokens",unit="Count",dimension_FunctionName="observed",dimension_ModelId="amazon.nova-lite-v1:0"'
    expect(text).toContain(`bedrock_local_function_metric_sum{${labels}} 128\n`)
    expect(text).toContain(`bedrock_local_function_metric_count{${labels}} 2\n`)
  })
})
