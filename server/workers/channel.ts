import { messageOf } from '../text/error-message.ts'

/** Functions that another process can run, as this one does: each takes one plain value and returns another. */
export type Handlers<F> = {
  [Name in keyof F]: F[Name] extends (sent: infer Sent) => infer Got
    ? (sent: Sent) => Got | Promise<Got>
    : never
}

type Sent<F> = F extends (sent: infer S) => unknown ? S : never
type Got<F> = F extends (sent: never) => infer G ? G : never

export type ChannelMessage =
  | { id: number; ask: string; sent: unknown }
  | { tell: string; sent: unknown }
  | { id: number; got: unknown }
  | { id: number; failed: string }

/** The end of a pipe between two processes. */
export interface Line {
  send(messages: readonly ChannelMessage[]): void
  /** Calls back with arriving messages, and when the line has ended. */
  on(arrived: (messages: readonly ChannelMessage[]) => void, closed: () => void): void
}

/** The other process has ended. */
export class Gone extends Error {}

interface Waiting {
  resolve(got: unknown): void
  reject(error: Error): void
}

/** Lets two processes run each other's functions. Messages of one turn of the event loop are sent together. */
export class Channel<Theirs, Mine> {
  readonly #line: Line
  readonly #handlers: Handlers<Mine>
  readonly #waiting = new Map<number, Waiting>()
  #queue: ChannelMessage[] = []
  #lastId = 0
  #closed = false

  constructor(line: Line, handlers: Handlers<Mine>) {
    this.#line = line
    this.#handlers = handlers
    line.on(
      (messages) => {
        for (const message of messages) this.#take(message)
      },
      () => this.#close(),
    )
  }

  /** Runs a function of the other process. */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    sent: Sent<Theirs[Name]>,
  ): Promise<Got<Theirs[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new Gone())
      const id = ++this.#lastId
      this.#waiting.set(id, { resolve, reject })
      this.#send({ id, ask: name, sent })
    })
  }

  /** The same, if nobody waits for it. */
  tell<Name extends keyof Theirs & string>(name: Name, sent: Sent<Theirs[Name]>): void {
    this.#send({ tell: name, sent })
  }

  #send(message: ChannelMessage): void {
    if (this.#closed) return
    if (this.#queue.push(message) === 1) setImmediate(() => this.flush())
  }

  /** Sends at once what would wait for the end of this turn. */
  flush(): void {
    const messages = this.#queue
    if (messages.length === 0 || this.#closed) return
    this.#queue = []
    this.#line.send(messages)
  }

  #take(message: ChannelMessage): void {
    if ('tell' in message) void this.#run(message.tell, message.sent)
    else if ('ask' in message) void this.#answer(message)
    else {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if ('failed' in message) waiting?.reject(new Error(message.failed))
      else waiting?.resolve(message.got)
    }
  }

  async #answer({ id, ask, sent }: Extract<ChannelMessage, { ask: string }>): Promise<void> {
    try {
      this.#send({ id, got: await this.#run(ask, sent) })
    } catch (thrown) {
      this.#send({ id, failed: messageOf(thrown) })
    }
  }

  #run(name: string, sent: unknown): unknown {
    const handlers = this.#handlers as Record<string, (sent: unknown) => unknown>
    return handlers[name]?.(sent)
  }

  #close(): void {
    this.#closed = true
    for (const { reject } of this.#waiting.values()) reject(new Gone())
    this.#waiting.clear()
  }
}
