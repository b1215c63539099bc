import { afterAll, beforeAll, expect, test } from 'vitest'
import { drillCases } from '../../server/drill/cases.ts'
import { drill } from '../../server/drill/drill.ts'
import { wholeServer } from '../../server/drill/ground.ts'
import { functionTarget } from '../../server/drill/target.ts'
import { startHandlers } from '../support/handlers.ts'

let handlers: Awaited<ReturnType<typeof startHandlers>>

beforeAll(async () => {
  handlers = await startHandlers()
})
afterAll(() => handlers[Symbol.asyncDispose]())

/** The findings of a drill of one function, judged by its response. */
async function findingsOf(name: string, only = drillCases, variables: Record<string, string> = {}) {
  const target = functionTarget(async () => {
    const { status: statusCode, body } = await handlers.run(name, {}, variables)
    return { statusCode, body }
  })
  const { cases } = await drill(wholeServer(handlers.server), target, {
    cases: only,
    timeoutMs: 20_000,
  })
  expect(cases.filter(({ skipped }) => skipped !== undefined)).toEqual([])
  return Object.fromEntries(
    cases.flatMap(({ name: one, findings }) =>
      findings.length === 0 ? [] : [[one, findings.map(({ kind }) => kind)]],
    ),
  )
}

test('resilient passes the drill without a finding', async () => {
  const patience = { FIRST_TOKEN_TIMEOUT_MS: '2500', EVENT_TIMEOUT_MS: '1500' }
  expect(await findingsOf('resilient', drillCases, patience)).toEqual({})
})

test('converse-stream shows what the drill finds', async () => {
  const names = ['daily-limit', 'model-timeout', 'empty-answer', 'max-tokens', 'error-in-stream']
  const some = drillCases.filter(({ name }) => names.includes(name))
  expect(await findingsOf('converse-stream', some)).toEqual({
    'daily-limit': ['daily quota retried'],
    'model-timeout': ['gave up early'],
  })
})
