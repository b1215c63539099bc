import { MarkReader } from './function-log.ts'
import type { FunctionLog } from './function-log.ts'
import type { Launch } from './launch.ts'
import type { FromFunction, FunctionError, Invoke, ToFunction, LambdaFunction } from './messages.ts'
import { startProcess } from './process.ts'
import type { FunctionProcess } from './process.ts'

/** One call of a function. */
export interface Work {
  message: Invoke
  timeoutMs: number
  log: FunctionLog
  /** Receives a chunk of a streamed response. The function waits for the promise. */
  onChunk: TakeChunk
}

export type TakeChunk = (bytes: Buffer, contentType: string | undefined) => Promise<void> | void

export interface InvocationOutcome {
  /** The handler's result as JSON; absent when it streamed or failed. */
  payload?: string
  error?: FunctionError
  rss: number
}

// As on Lambda, the time-out of a call starts when the module has loaded, or after this time.
const INIT_MS = 10_000
// How long to wait for the rest of the log after the result has arrived.
const LOG_MS = 500

/** A process that runs a function: Lambda's execution environment. It handles one call at a time and can be reused. */
export class Environment {
  dead = false
  initMs = 0
  readonly ready: Promise<void>
  #process: FunctionProcess
  #work: (Work & { resolve(outcome: InvocationOutcome): void; logEnds: number }) | undefined
  #outcome: InvocationOutcome | undefined
  #timer: NodeJS.Timeout | undefined
  #early = ''
  #exit: string | undefined

  constructor(fn: LambdaFunction, launch: Launch, variables: Record<string, string>) {
    const startedAt = Date.now()
    this.#process = startProcess(fn, launch, variables)
    const { child } = this.#process
    this.ready = new Promise((resolve) => {
      const settled = () => {
        clearTimeout(late)
        this.initMs ||= Date.now() - startedAt
        resolve()
      }
      const late = setTimeout(settled, INIT_MS)
      this.#process.listen((message) => {
        if (message.type === 'ready') settled()
        else this.#receive(message)
      })
      child.once('close', (code, signal) => {
        this.#closed(code, signal)
        settled()
      })
    })
    child.on('error', () => this.kill())
    for (const output of [child.stdout, child.stderr]) this.#follow(output)
  }

  run(work: Work): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      this.#work = { ...work, resolve, logEnds: 0 }
      this.#outcome = undefined
      work.log.write(this.#early)
      this.#early = ''
      if (this.#exit !== undefined) return this.#exited(this.#exit)
      this.#timer = setTimeout(() => this.#timedOut(), work.timeoutMs)
      this.#post(work.message)
    })
  }

  kill(): void {
    this.dead = true
    this.#process.child.kill('SIGKILL')
  }

  #receive(message: Exclude<FromFunction, { type: 'ready' }>): void {
    const work = this.#work
    // Work that a call left running may still send messages after its end. Ignore them.
    if (work === undefined || this.#outcome !== undefined) return
    if (message.type === 'chunk') {
      const { buffer, byteOffset, byteLength } = message.bytes
      const bytes = Buffer.from(buffer, byteOffset, byteLength)
      // A failing reader must not stop the function or this server.
      Promise.resolve()
        .then(() => work.onChunk(bytes, message.contentType))
        .catch(() => undefined)
        .finally(() => this.#post({ type: 'acknowledged' }))
      return
    }
    clearTimeout(this.#timer)
    this.#outcome =
      message.type === 'failed'
        ? { error: message.error, rss: message.rss }
        : { ...(message.payload !== undefined && { payload: message.payload }), rss: message.rss }
    if (work.logEnds === 2) this.#settle()
    else this.#timer = setTimeout(() => this.#settle(), LOG_MS)
  }

  #settle(): void {
    clearTimeout(this.#timer)
    const work = this.#work
    this.#work = undefined
    if (work !== undefined && this.#outcome !== undefined) work.resolve(this.#outcome)
  }

  #timedOut(): void {
    if (this.#work === undefined) return
    const { message, timeoutMs, log } = this.#work
    const { requestId } = message
    const text = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
    this.#outcome = {
      error: {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: ${text}`,
      },
      rss: 0,
    }
    this.kill()
    log.write(`${new Date().toISOString()} ${requestId} ${text}\n\n`)
    this.#settle()
  }

  #closed(code: number | null, signal: NodeJS.Signals | null): void {
    this.dead = true
    this.#exit = reason(code, signal)
    this.#exited(this.#exit)
  }

  #exited(how: string): void {
    const work = this.#work
    if (work === undefined) return
    if (this.#outcome === undefined) {
      const errorMessage = `RequestId: ${work.message.requestId} Error: Runtime exited ${how}`
      this.#outcome = { error: { errorType: 'Runtime.ExitError', errorMessage }, rss: 0 }
      work.log.write(`${errorMessage}\nRuntime.ExitError\n`)
    }
    this.#settle()
  }

  #follow(output: NodeJS.ReadableStream | null): void {
    const marks = new MarkReader()
    output?.setEncoding('utf8')
    output?.on('data', (data: string) => {
      const { text, ended } = marks.read(data)
      if (text !== '') this.#write(text)
      if (!ended || this.#work === undefined) return
      this.#work.logEnds += 1
      if (this.#work.logEnds === 2 && this.#outcome !== undefined) this.#settle()
    })
  }

  // Output of the loading module belongs to the log of the first call.
  #write(text: string): void {
    if (this.#work !== undefined) this.#work.log.write(text)
    else this.#early = (this.#early + text).slice(-8_192)
  }

  #post(message: ToFunction): void {
    this.#process.post(message)
  }
}

function reason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `with error: signal: ${SIGNALS[signal] ?? signal}`
  return code === 0 ? 'without providing a reason' : `with error: exit status ${code}`
}

const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted (core dumped)',
  SIGSEGV: 'segmentation fault (core dumped)',
  SIGTERM: 'terminated',
}
