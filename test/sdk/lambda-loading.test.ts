import { afterAll, expect, test } from 'vitest'
import { Environment } from '../../server/lambda/environment.ts'
import { FunctionLog } from '../../server/lambda/function-log.ts'
import { findFunctions } from '../../server/lambda/functions.ts'
import { launchOf } from '../../server/lambda/launch.ts'
import { variablesOf } from '../../server/lambda/variables.ts'
import { functionFolder } from '../support/functions.ts'

const account = { region: 'eu-west-1', account: '123456789012' }
const folder = functionFolder({
  slow: `await new Promise((done) => setTimeout(done, 300))
    export const handler = async () => 'loaded'`,
  fails: `await new Promise((done) => setTimeout(done, 300))
    throw new Error('TOKEN is not set')`,
  never: `await new Promise(() => {})
    export const handler = async () => 'loaded'`,
})
afterAll(() => folder[Symbol.dispose]())

/** Calls a function before its module has loaded, as if that took longer than Lambda waits. */
async function callEarly(name: string, timeoutMs: number) {
  const fn = findFunctions(folder.dir, account).find((one) => one.name === name)
  if (fn === undefined) throw new Error(`no function ${name}`)
  const variables = variablesOf(fn, { region: account.region, endpoint: undefined })
  const env = new Environment(fn, await launchOf(fn), variables)
  const outcome = await env.run({
    message: {
      type: 'invoke',
      requestId: 'id',
      event: '{}',
      deadlineMs: Date.now() + timeoutMs,
      arn: 'arn',
      traceId: 'trace',
    },
    timeoutMs,
    log: new FunctionLog({ onText: () => {} }, 1_000),
    onChunk: () => {},
  })
  env.kill()
  return outcome
}

test('a call waits until the module has loaded', async () => {
  expect(await callEarly('slow', 60_000)).toMatchObject({ payload: '"loaded"' })
})

test('a call gets the error of a module that fails to load', async () => {
  const error = { errorType: 'Error', errorMessage: 'TOKEN is not set' }
  expect(await callEarly('fails', 60_000)).toMatchObject({ error })
})

test('a module that never loads ends at the time-out of the call', async () => {
  expect(await callEarly('never', 500)).toMatchObject({
    error: { errorType: 'Sandbox.Timedout' },
  })
})
