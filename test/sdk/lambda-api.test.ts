import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  GetFunctionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { functionFolder, templateOf } from '../support/functions.ts'
import { SAMPLES } from '../support/sample-functions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const folder = functionFolder(
  SAMPLES,
  templateOf({
    echo: { Description: 'Gives back', Timeout: 5, MemorySize: 192 },
    never: { Timeout: 1 },
  }),
)
let server: Server
let lambda: LambdaClient

beforeAll(async () => {
  server = await startServer({ mode: 'mock', lambdas: folder.dir })
  lambda = new LambdaClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
})

afterAll(async () => {
  lambda.destroy()
  await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const json = (bytes: Uint8Array | undefined) =>
  JSON.parse(Buffer.from(bytes ?? []).toString()) as unknown
const invoke = (FunctionName: string, event: unknown = {}, more = {}) =>
  lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), ...more }))
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { method: 'POST', body, headers })

describe('Invoke', () => {
  test('returns the result, its status and version', async () => {
    const answer = await invoke('echo', { a: 1 })
    expect(json(answer.Payload)).toEqual({ a: 1 })
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
    expect(answer.FunctionError).toBeUndefined()
    expect(answer.LogResult).toBeUndefined()
  })

  test.each([
    'arn:aws:lambda:us-east-1:123456789012:function:echo',
    '123456789012:function:echo',
    'echo:$LATEST',
  ])('accepts %s as a name', async (name) => {
    expect(json((await invoke(name, 'x')).Payload)).toBe('x')
  })

  test('without a payload the event is an empty object', async () => {
    expect(json((await lambda.send(new InvokeCommand({ FunctionName: 'echo' }))).Payload)).toEqual(
      {},
    )
  })

  test('LogType Tail returns the end of the log', async () => {
    const { LogResult = '' } = await invoke('logs', {}, { LogType: 'Tail' })
    const log = Buffer.from(LogResult, 'base64').toString()
    expect(log).toContain('INFO\ta b')
    expect(log).toMatch(/^REPORT RequestId: /m)
  })

  test('the client context reaches the function', async () => {
    const ClientContext = Buffer.from('{"custom":{"a":"b"}}').toString('base64')
    const { Payload } = await invoke('context', {}, { ClientContext })
    expect(json(Payload)).toMatchObject({ clientContext: { custom: { a: 'b' } } })
  })

  test('a failed function is a successful call with FunctionError', async () => {
    const answer = await invoke('throws')
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
    expect(json(answer.Payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' })
  })

  test.each(['exits', 'never', 'circular', 'bad-start'])(
    '%s: the server lives on',
    async (name) => {
      expect((await invoke(name)).FunctionError).toBe('Unhandled')
      expect((await invoke('echo')).StatusCode).toBe(200)
    },
  )

  test('Event answers 202 before the function has run', async () => {
    expect(await invoke('sleeps', {}, { InvocationType: 'Event' })).toMatchObject({
      StatusCode: 202,
    })
  })

  test('DryRun answers 204 and runs nothing', async () => {
    expect(await invoke('echo', {}, { InvocationType: 'DryRun' })).toMatchObject({
      StatusCode: 204,
    })
  })

  test('its calls to Bedrock go to this server, in the session of the caller', async () => {
    const { Payload } = await invoke('context')
    expect(json(Payload)).toMatchObject({
      env: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url, AWS_ACCESS_KEY_ID: 'test' },
    })
  })

  test('rebuilt code runs on the next call', async () => {
    folder.write('nothing', 'export const handler = async () => "old"')
    expect(json((await invoke('nothing')).Payload)).toBe('old')
    folder.write('nothing', 'export const handler = async () => "new"')
    expect(json((await invoke('nothing')).Payload)).toBe('new')
  })

  test('so does code in a folder below', async () => {
    const lib = join(folder.dir, 'nothing', 'lib')
    mkdirSync(lib)
    writeFileSync(join(lib, 'v.mjs'), 'export const v = "old"')
    folder.write('nothing', 'import { v } from "./lib/v.mjs"; export const handler = async () => v')
    expect(json((await invoke('nothing')).Payload)).toBe('old')
    writeFileSync(join(lib, 'v.mjs'), 'export const v = "newer"')
    expect(json((await invoke('nothing')).Payload)).toBe('newer')
  })
})

describe('errors of the API', () => {
  test('a missing function', async () => {
    await expect(invoke('nope')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nope',
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    })
  })

  test('an unknown version', async () => {
    await expect(invoke('echo', {}, { Qualifier: '7' })).rejects.toMatchObject({
      message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:echo:7',
    })
  })

  test('a payload that is not JSON', async () => {
    await expect(
      lambda.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{oops' })),
    ).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringMatching(/^Could not parse request body into json: /),
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('a payload over 6 MB', async () => {
    const error = { name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } }
    await expect(invoke('echo', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject(error)
    await expect(
      invoke('echo', 'x'.repeat(1024 * 1024), { InvocationType: 'Event' }),
    ).rejects.toMatchObject(error)
  })

  test('an invocation type that does not exist', async () => {
    const answer = await post('/2015-03-31/functions/echo/invocations', '{}', {
      'x-amz-invocation-type': 'Later',
    })
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([
      400,
      'InvalidParameterValueException',
    ])
  })
})

describe('InvokeWithResponseStream', () => {
  async function stream(FunctionName: string, event: unknown = {}) {
    const { EventStream, StatusCode } = await lambda.send(
      new InvokeWithResponseStreamCommand({
        FunctionName,
        Payload: JSON.stringify(event),
        LogType: 'Tail',
      }),
    )
    expect(StatusCode).toBe(200)
    const chunks: string[] = []
    let complete: {
      ErrorCode?: string | undefined
      ErrorDetails?: string | undefined
      LogResult?: string | undefined
    } = {}
    for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
      if (PayloadChunk?.Payload !== undefined)
        chunks.push(Buffer.from(PayloadChunk.Payload).toString())
      if (InvokeComplete !== undefined) complete = InvokeComplete
    }
    return { chunks, complete }
  }

  test('each chunk is a PayloadChunk, followed by InvokeComplete', async () => {
    const { chunks, complete } = await stream('streams', { parts: ['one ', 'two'] })
    expect(chunks).toEqual(['one ', 'two'])
    expect(complete.ErrorCode).toBeUndefined()
    expect(Buffer.from(complete.LogResult ?? '', 'base64').toString()).toContain('REPORT')
  })

  test('a handler that does not stream answers in one chunk', async () => {
    expect((await stream('echo', { a: 1 })).chunks).toEqual(['{"a":1}'])
  })

  test('an error after the first chunk is in InvokeComplete', async () => {
    const { chunks, complete } = await stream('stream-breaks')
    expect(chunks).toEqual(['begun'])
    expect(complete.ErrorCode).toBe('Unhandled')
    expect(JSON.parse(complete.ErrorDetails ?? '')).toMatchObject({ errorMessage: 'broken' })
  })

  test('an unknown function is rejected before any stream', async () => {
    await expect(stream('nope')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})

describe('reading functions', () => {
  test('ListFunctions', async () => {
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}))
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(
      Object.keys(SAMPLES).toSorted(),
    )
  })

  test('GetFunction, with the settings of the template', async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'echo' }))
    expect(Configuration).toMatchObject({
      FunctionName: 'echo',
      FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:echo',
      Description: 'Gives back',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 5,
      MemorySize: 192,
      State: 'Active',
      LastUpdateStatus: 'Successful',
    })
  })

  test('GetFunction of an unknown function', async () => {
    await expect(
      lambda.send(new GetFunctionCommand({ FunctionName: 'nope' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

describe('--lambdas', () => {
  test('none turns the API off', async () => {
    await using off = await startServer({ lambdas: 'none' })
    expect((await fetch(`${off.url}/2015-03-31/functions/`)).status).toBe(404)
  })

  test('a missing folder prevents the start', async () => {
    await expect(startServer({ lambdas: './no-such-folder' })).rejects.toThrow(
      './no-such-folder does not exist',
    )
  })
})
