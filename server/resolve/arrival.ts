import type { Dispatcher } from 'undici'
import type { Headers } from '../aws/headers.ts'

export interface Head {
  status: number
  headers: Headers
}

interface Reader {
  resolve(result: IteratorResult<Buffer>): void
  reject(thrown: unknown): void
}

/** More bytes are not read from the upstream until the client has taken them. */
const MAX_WAITING = 64 * 1024

const LEFT = new Error('the client left')

const DONE: IteratorResult<Buffer> = { done: true, value: undefined }

/** A response of the upstream: its head, and its body in chunks. Written by undici as it arrives, read by one reader. */
export class Arrival implements Dispatcher.DispatchHandler, AsyncIterableIterator<Buffer> {
  readonly head: Promise<Head>
  #begin!: (head: Head) => void
  #fail!: (thrown: unknown) => void
  #controller: Dispatcher.DispatchController | undefined
  #left = false
  #ended = false
  #error: Error | undefined
  #waiting: Buffer[] = []
  #bytes = 0
  #reader: Reader | undefined

  constructor() {
    this.head = new Promise((resolve, reject) => {
      this.#begin = resolve
      this.#fail = reject
    })
  }

  /** The body if it is complete and nobody has read from it: short ones arrive with their head. */
  get whole(): Buffer | undefined {
    if (!this.#ended || this.#error !== undefined) return undefined
    const [only] = this.#waiting
    return this.#waiting.length === 1 ? only : Buffer.concat(this.#waiting)
  }

  /** Cancels the request, unless it has ended. */
  leave(): void {
    if (this.#ended) return
    this.#left = true
    this.#break(LEFT)
    this.#controller?.abort(LEFT)
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Buffer>> {
    const value = this.#waiting.shift()
    if (value !== undefined) {
      this.#bytes -= value.length
      if (this.#bytes <= MAX_WAITING && this.#controller?.paused === true) this.#controller.resume()
      return Promise.resolve({ done: false, value })
    }
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (this.#ended) return Promise.resolve(DONE)
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }))
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.leave()
    return Promise.resolve(DONE)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#left) controller.abort(LEFT)
  }

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number): void {
    if (status >= 200) this.#begin({ status, headers: pairs(rawHeaders) })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const reader = this.#reader
    if (reader !== undefined) {
      this.#reader = undefined
      reader.resolve({ done: false, value: chunk })
      return
    }
    this.#waiting.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > MAX_WAITING) controller.pause()
  }

  onResponseEnd(): void {
    this.#ended = true
    this.#reader?.resolve(DONE)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#break(error)
  }

  #break(error: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#error = error
    this.#fail(error)
    this.#reader?.reject(error)
  }
}

/** As Latin-1, in which Node writes headers: every byte stays the same. */
function pairs(raw: Dispatcher.DispatchController['rawHeaders']): Headers {
  const list: [string, string][] = []
  if (!Array.isArray(raw)) return list
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([text(raw[at]), text(raw[at + 1])])
  return list
}

const text = (part: Buffer | string | undefined): string =>
  typeof part === 'string' ? part : (part?.toString('latin1') ?? '')
