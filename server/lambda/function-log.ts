import { LOG_END } from './messages.ts'

const TAIL_BYTES = 4_096

interface Listeners {
  /** Gets at most `maxBytes`, as they are written. */
  onText(text: string): void
  /** Gets every line. */
  onLine?(line: string): void
}

// CloudWatch takes log events of up to 256 KB.
const MAX_LINE = 256 * 1024

/**
 * The log of one call, bounded in size: the last 4 KB are kept for `LogType: Tail`, and a limited
 * number of bytes is passed on.
 */
export class FunctionLog {
  #tail = Buffer.alloc(0)
  #listeners: Listeners
  #bytesLeft: number
  #line = ''

  constructor(listeners: Listeners, maxBytes: number) {
    this.#listeners = listeners
    this.#bytesLeft = maxBytes
  }

  write(text: string): void {
    const bytes = Buffer.from(text)
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)
    this.#splitLines(text)
    if (this.#bytesLeft <= 0) return
    const { onText } = this.#listeners
    onText(bytes.length <= this.#bytesLeft ? text : bytes.subarray(0, this.#bytesLeft).toString())
    this.#bytesLeft -= bytes.length
    if (this.#bytesLeft <= 0) onText('\n[the rest of this call\u2019s output is not shown]\n')
  }

  /** The end of the log, as Lambda returns it. */
  tail(): Buffer {
    return this.#tail
  }

  #splitLines(text: string): void {
    const { onLine } = this.#listeners
    if (onLine === undefined) return
    const lines = (this.#line + text).split('\n')
    this.#line = (lines.pop() ?? '').slice(-MAX_LINE)
    for (const line of lines) onLine(line)
  }
}

/** Removes the marks that end a call's output from a stream of text. A mark may be split over several reads. */
export class MarkReader {
  #rest = ''

  read(text: string): { text: string; ended: boolean } {
    const all = this.#rest + text
    const at = all.indexOf(LOG_END)
    if (at !== -1) {
      this.#rest = ''
      return { text: all.slice(0, at) + all.slice(at + LOG_END.length), ended: true }
    }
    const start = all.lastIndexOf(LOG_END.charAt(0))
    const open = start !== -1 && LOG_END.startsWith(all.slice(start))
    this.#rest = open ? all.slice(start) : ''
    return { text: open ? all.slice(0, start) : all, ended: false }
  }
}
