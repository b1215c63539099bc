import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { LOG_END } from './messages.ts'
import type { FromFunction, FunctionError, Invoke, ToFunction } from './messages.ts'

// The process of a function, replacing Lambda's Node.js runtime. It loads the handler once, then handles one call at
// a time. Texts and shapes are those of the runtime that AWS publishes.

type Handler = (...args: unknown[]) => unknown

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response'
const write = [process.stdout, process.stderr].map((output) => output.write.bind(output))
const channel = process.send?.bind(process)
const send = (message: FromFunction, sent?: () => void) =>
  void channel?.(message, undefined, undefined, sent)
// Hide the channel from the function; Lambda has none.
delete process.send

// TypeScript where Node.js itself runs it.
const ENDINGS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

const CALLBACK =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
  'You need to modify this function to use a supported handler signature to use Node.js 24 or later.'

let requestId = ''
let acknowledge: (() => void) | undefined
let handler: Handler | undefined
let initError: FunctionError | undefined

patchConsole()
defineStreaming()
process.on('disconnect', () => process.exit(0))
process.on('uncaughtException', (error) => die(error, 'Uncaught Exception', 129))
process.on('unhandledRejection', (reason) => {
  die(
    named('Runtime.UnhandledPromiseRejection', String(reason), reason),
    'Unhandled Promise Rejection',
    128,
  )
})
process.on('message', (message: ToFunction) => {
  if (message.type === 'acknowledged') acknowledge?.()
  else void invoke(message)
})
const loading = load().catch((error: unknown) => {
  print('ERROR', 'Init Error', error)
  initError = asFunctionError(error)
})
await loading
send({ type: 'ready' })

async function load(): Promise<void> {
  const name = process.env['_HANDLER'] ?? ''
  const dot = name.lastIndexOf('.')
  const path = resolve(process.env['LAMBDA_TASK_ROOT'] ?? '.', name.slice(0, dot))
  const file = ENDINGS.map((ending) => path + ending).find((one) => existsSync(one))
  if (file === undefined) {
    throw named('Runtime.ImportModuleError', `Error: Cannot find module '${name.slice(0, dot)}'`)
  }
  const module = await importModule(file)
  const found =
    module[name.slice(dot + 1)] ??
    (module['default'] as typeof module | undefined)?.[name.slice(dot + 1)]
  if (found === undefined)
    throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof found !== 'function')
    throw named('Runtime.HandlerNotFound', `${name} is not a function`)
  if (found.length >= 3 && !(STREAMING in found))
    throw named('Runtime.CallbackHandlerDeprecated', CALLBACK)
  handler = found as Handler
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (error) {
    if (error instanceof SyntaxError)
      throw named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error)
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', `Error: ${(error as Error).message}`, error)
    }
    throw error
  }
}

async function invoke(message: Invoke): Promise<void> {
  ;({ requestId } = message)
  process.env['_X_AMZN_TRACE_ID'] = message.traceId
  // The server stops waiting for a slow module before it has loaded.
  await loading
  try {
    if (initError !== undefined || handler === undefined) {
      finish({ type: 'failed', error: initError ?? asFunctionError('no handler'), rss: 0 })
      return
    }
    const event: unknown = JSON.parse(message.event)
    const context = makeContext(message)
    if (STREAMING in handler) {
      await stream(handler, event, context)
      finish({ type: 'done', rss: 0 })
    } else {
      finish({ type: 'done', payload: serialise(await handler(event, context)), rss: 0 })
    }
  } catch (error) {
    print('ERROR', 'Invoke Error', error)
    finish({ type: 'failed', error: asFunctionError(error), rss: 0 })
  }
}

function finish(message: Extract<FromFunction, { rss: number }>, sent?: () => void): void {
  for (const output of write) output(LOG_END)
  send({ ...message, rss: process.memoryUsage.rss() }, sent)
}

function makeContext({ deadlineMs, arn, clientContext, requestId: awsRequestId }: Invoke) {
  const { env } = process
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: clientContext === undefined ? undefined : (JSON.parse(clientContext) as unknown),
    identity: undefined,
    invokedFunctionArn: arn,
    awsRequestId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
}

function serialise(result: unknown): string {
  try {
    // JSON.stringify returns undefined for functions and symbols.
    return JSON.stringify(result === undefined ? null : result) ?? 'null'
  } catch (error) {
    throw named('Runtime.JSONStringifyError', 'Unable to stringify response body', error)
  }
}

async function stream(run: Handler, event: unknown, context: unknown): Promise<void> {
  const response = new ResponseStream()
  const finished = new Promise<void>((done, fail) =>
    response.once('finish', done).once('error', fail),
  )
  finished.catch(() => undefined)
  const result = run(event, response, context)
  if (!(result instanceof Promise))
    throw new Error('Streaming does not support non-async handlers.')
  if ((await result) !== undefined) print('WARN', 'Streaming handlers ignore return values.')
  if (!response.writableEnded) throw new Error('Response stream is not finished.')
  await finished
}

/** Each chunk waits for the acknowledgement of the previous one: a slow reader slows the function and fills no memory. */
class ResponseStream extends Writable {
  contentType: string | undefined
  prelude: string | undefined

  setContentType(type: string): void {
    this.contentType = type
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#pass(chunk, done)
  }

  // Even without a body, status and headers have to be sent.
  override _final(done: () => void): void {
    if (this.prelude === undefined) done()
    else this.#pass(Buffer.alloc(0), done)
  }

  #pass(chunk: Buffer, done: () => void): void {
    acknowledge = done
    const { prelude, contentType } = this
    const head = prelude === undefined ? [] : [Buffer.from(prelude), Buffer.alloc(8)]
    this.prelude = undefined
    const bytes = Buffer.concat([...head, chunk])
    send({ type: 'chunk', bytes, ...(contentType !== undefined && { contentType }) })
  }
}

function defineStreaming(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (run: Handler) => Object.assign(run, { [STREAMING]: 'response' }),
      HttpResponseStream: {
        from(response: ResponseStream, prelude: unknown) {
          response.setContentType(PRELUDE_TYPE)
          response.prelude = JSON.stringify(prelude)
          return response
        },
      },
    },
  })
}

function patchConsole(): void {
  const levels = {
    log: 'INFO',
    info: 'INFO',
    debug: 'DEBUG',
    trace: 'TRACE',
    warn: 'WARN',
    error: 'ERROR',
  }
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, { [method]: (...args: unknown[]) => print(level, ...args) })
  }
}

function print(level: string, ...args: unknown[]): void {
  write[0]?.(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args)}\n`)
}

function die(error: Error, title: string, code: number): void {
  print('ERROR', title, error)
  // Exit only after the message has been sent.
  finish({ type: 'failed', error: asFunctionError(error), rss: 0 }, () => process.exit(code))
}

function named(name: string, message: string, cause?: unknown): Error {
  const error = Object.assign(new Error(message), { name })
  if (cause instanceof Error && cause.stack !== undefined) {
    error.stack = [`${name}: ${message}`, ...cause.stack.split('\n').slice(1)].join('\n')
  }
  return error
}

function asFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack?.split('\n') ?? [],
  }
}
