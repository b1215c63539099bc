import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findFunctions } from '../../server/lambda/functions.ts'
import { createRunner } from '../../server/lambda/runner.ts'
import type { Runner, RunnerOptions } from '../../server/lambda/runner.ts'
import { functionFolder, templateOf } from '../support/functions.ts'
import { SAMPLES } from '../support/sample-functions.ts'

const account = { region: 'eu-west-1', account: '123456789012' }

const folder = functionFolder(
  SAMPLES,
  templateOf({
    never: { Timeout: 1 },
    busy: { Timeout: 1 },
    context: {
      Timeout: 9,
      MemorySize: 192,
      Environment: { Variables: { MINE: 'yes', TZ: 'Europe/Paris' } },
    },
    large: { Timeout: 20, MemorySize: 256 },
    flood: { Timeout: 20 },
  }),
)
let runner: Runner

beforeAll(() => {
  runner = makeRunner()
})

afterAll(() => {
  runner.close()
  folder[Symbol.dispose]()
})

function makeRunner(more: Partial<RunnerOptions> = {}): Runner {
  return createRunner({ ...account, endpoint: () => 'http://127.0.0.1:4577', ...more })
}

function named(name: string) {
  const fn = findFunctions(folder.dir, account).find((one) => one.name === name)
  if (fn === undefined) throw new Error(`no function ${name}`)
  return fn
}

async function run(name: string, event: unknown = {}, by = runner) {
  const result = await by.invoke(named(name), { event: JSON.stringify(event) })
  const text = result.payload.toString()
  return {
    ...result,
    log: result.logTail.toString(),
    value: text === '' ? undefined : (JSON.parse(text) as unknown),
  }
}

describe('a function that works', () => {
  test('gets the event and returns its result', async () => {
    expect((await run('echo', { a: [1, 'é', null] })).value).toEqual({ a: [1, 'é', null] })
  })

  test('returns null for an undefined result', async () => {
    expect((await run('nothing')).payload.toString()).toBe('null')
  })

  test("has Lambda's context and variables, and none of this process's", async () => {
    process.env['NOT_FOR_FUNCTIONS'] = 'secret'
    const { value, requestId } = await run('context')
    delete process.env['NOT_FOR_FUNCTIONS']
    expect(value).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      memoryLimitInMB: '192',
      logGroupName: '/aws/lambda/context',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:context',
      awsRequestId: requestId,
      env: {
        AWS_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'context',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '192',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:4577',
        LAMBDA_TASK_ROOT: `${folder.dir}/context`,
        _HANDLER: 'index.handler',
        HOME: tmpdir(),
        MINE: 'yes',
        TZ: 'Europe/Paris',
      },
    })
    expect(value).not.toHaveProperty('env.NOT_FOR_FUNCTIONS')
  })

  test('its remaining time counts down from the time-out', async () => {
    const { first, later } = (await run('context')).value as { first: number; later: number }
    expect(first).toBeGreaterThan(8_000)
    expect(first).toBeLessThanOrEqual(9_000)
    expect(later).toBeLessThan(first)
  })

  test('the same process answers the next call, like a warm environment', async () => {
    const { value: first, initMs } = await run('counts')
    const second = await run('counts')
    expect(initMs).toBeGreaterThan(0)
    expect(second.initMs).toBeUndefined()
    expect(second.value).toEqual({ ...(first as object), calls: 2 })
  })

  test('concurrent calls have separate processes', async () => {
    const pids = await Promise.all([run('sleeps'), run('sleeps')])
    expect(new Set(pids.map(({ value }) => value)).size).toBe(2)
  })

  test('different variables need a different process', async () => {
    const fn = named('counts')
    const first = await runner.invoke(fn, { event: '{}', variables: { AWS_ACCESS_KEY_ID: 'a' } })
    const second = await runner.invoke(fn, { event: '{}', variables: { AWS_ACCESS_KEY_ID: 'b' } })
    expect(first.payload).not.toEqual(second.payload)
  })

  test("its log has Lambda's lines around its own", async () => {
    const { log, requestId } = await run('logs')
    const [loading, start, one, two, raw, end, report] = log
      .split('\n')
      .toSorted((a, b) => ORDER(a) - ORDER(b))
    expect(loading).toMatch(/^\d{4}-.*Z\t\tINFO\tloading$/)
    expect(start).toBe(`START RequestId: ${requestId} Version: $LATEST`)
    expect(one).toMatch(new RegExp(`Z\\t${requestId}\\tINFO\\ta b$`))
    expect(two).toMatch(new RegExp(`Z\\t${requestId}\\tERROR\\tbad$`))
    expect(raw).toBe('raw')
    expect(end).toBe(`END RequestId: ${requestId}`)
    expect(report).toMatch(
      /^REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\d* MB\tInit Duration: /,
    )
  })
})

// The ends of lines, because a request id can contain `bad`.
const LINES = [/\tloading$/, /^START/, /\ta b$/, /\tbad$/, /^raw$/, /^END/, /^REPORT/, /^$/]
const ORDER = (line: string) => LINES.findIndex((pattern) => pattern.test(line))

describe("a function that fails, in Lambda's format", () => {
  test('a thrown error: type, message and trace', async () => {
    const { value, error, log } = await run('throws')
    expect(error).toBeDefined()
    expect(value).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' })
    expect((value as { trace: string[] }).trace[0]).toBe('RangeError: too far')
    expect(log).toContain('ERROR\tInvoke Error')
  })

  test.each([
    ['throws-text', { errorType: 'string', errorMessage: 'just text', trace: [] }],
    [
      'circular',
      {
        errorType: 'Runtime.JSONStringifyError',
        errorMessage: 'Unable to stringify response body',
      },
    ],
    ['bigint', { errorType: 'Runtime.JSONStringifyError' }],
    ['callback', { errorType: 'Runtime.CallbackHandlerDeprecated' }],
    ['syntax', { errorType: 'Runtime.UserCodeSyntaxError' }],
    [
      'no-handler',
      {
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'index.handler is undefined or not exported',
      },
    ],
    ['bad-import', { errorType: 'Runtime.ImportModuleError' }],
    ['bad-start', { errorType: 'Error', errorMessage: 'TOKEN is not set' }],
    [
      'rejects',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody waits' },
    ],
    ['uncaught', { errorType: 'TypeError', errorMessage: 'from a timer' }],
    ['large', { errorType: 'Function.ResponseSizeTooLarge' }],
  ])('%s', async (name, expected) => {
    expect((await run(name)).value).toMatchObject(expected)
  })

  test.each([
    ['exits', 'with error: exit status 3'],
    ['exits-quietly', 'without providing a reason'],
    ['exits-at-start', 'with error: exit status 7'],
    ['killed', 'with error: signal: killed'],
  ])('%s: the process is gone', async (name, how) => {
    const { value, requestId } = await run(name)
    expect(value).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited ${how}`,
    })
  })

  test.each(['never', 'busy'])('%s returns: stopped at its time-out', async (name) => {
    const { value, log, requestId, durationMs } = await run(name)
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    })
    expect(log).toMatch(
      new RegExp(`^\\d{4}-\\S+Z ${requestId} Task timed out after 1.00 seconds$`, 'm'),
    )
    expect(durationMs).toBeGreaterThanOrEqual(990)
  })

  test('the next call finds a new process', async () => {
    await run('exits')
    expect((await run('exits')).initMs).toBeGreaterThan(0)
  })
})

describe('a misbehaving function', () => {
  test('logs only a part of excessive output, and answers', async () => {
    let received = 0
    const bounded = makeRunner({
      onLog: (_fn, text) => (received += text.length),
      maxLogBytes: 10_000,
    })
    const { value, logTail } = await run('flood', {}, bounded)
    bounded.close()
    expect(value).toBe('done')
    expect(received).toBeLessThan(11_000)
    expect(logTail).toHaveLength(4_096)
  })

  test('leaves no timers that disturb later calls', async () => {
    expect((await run('leaks')).value).toBe(0)
    await run('leaks-bomb')
    await expect.poll(() => existsSync(join(folder.dir, 'leaks-bomb', 'late'))).toBe(true)
    expect((await run('leaks-bomb')).value).toBe('fine')
    expect((await run('leaks')).error).toBeUndefined()
  })

  test('cannot reach the channel to the server', async () => {
    expect((await run('meddles')).value).toBe('undefined')
    expect((await run('babbles')).value).toBe('fine')
  })

  test('too many concurrent calls are rejected', async () => {
    const small = makeRunner({ max: 1 })
    const running = run('sleeps', {}, small)
    await expect(run('sleeps', {}, small)).rejects.toMatchObject({ name: 'TooManyCalls' })
    await running
    small.close()
  })
})

describe('a streaming function', () => {
  test('chunks arrive one by one', async () => {
    const pieces: string[] = []
    const { streamed, contentType } = await runner.invoke(named('streams'), {
      event: JSON.stringify({ parts: ['one ', 'two ', 'three'] }),
      onChunk: (bytes) => void pieces.push(bytes.toString()),
    })
    expect(pieces).toEqual(['one ', 'two ', 'three'])
    expect(streamed).toBe(true)
    expect(contentType).toBe('text/plain')
  })

  test('a slow reader slows it down, and misses nothing', async () => {
    let text = ''
    await runner.invoke(named('streams'), {
      event: JSON.stringify({ parts: Array.from({ length: 5 }, () => 'x'.repeat(100_000)) }),
      async onChunk(bytes) {
        await new Promise((done) => setTimeout(done, 20))
        text += bytes.toString()
      },
    })
    expect(text).toHaveLength(500_000)
  })

  test('chunks are joined for callers that do not stream', async () => {
    const { payload } = await runner.invoke(named('streams'), {
      event: JSON.stringify({ parts: ['a', 'b'] }),
    })
    expect(payload.toString()).toBe('ab')
  })

  test('an error after the first chunk is reported', async () => {
    expect((await run('stream-breaks')).value).toMatchObject({
      errorType: 'Error',
      errorMessage: 'broken',
    })
  })

  test('a stream without an end is an error', async () => {
    expect((await run('stream-open')).value).toMatchObject({
      errorMessage: 'Response stream is not finished.',
    })
  })
})
