import { LOG_END } from './messages.ts'

const TAIL_BYTES = 4_096

/**
 * What one call of a function wrote, however much it is: the last 4 KB are kept for `LogType: Tail`, and only so many
 * bytes go on to whoever listens.
 */
export class FunctionLog {
  #tail = Buffer.alloc(0)
  #listen: (text: string) => void
  #left: number

  constructor(listen: (text: string) => void, maxBytes: number) {
    this.#listen = listen
    this.#left = maxBytes
  }

  write(text: string): void {
    const bytes = Buffer.from(text)
    this.#tail = Buffer.concat([this.#tail, bytes.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)
    if (this.#left <= 0) return
    this.#listen(bytes.length <= this.#left ? text : bytes.subarray(0, this.#left).toString())
    this.#left -= bytes.length
    if (this.#left <= 0) this.#listen('\n[the rest of this call\u2019s output is not shown]\n')
  }

  /** The end of the log, as Lambda hands it out. */
  tail(): Buffer {
    return this.#tail
  }
}

/** Takes the marks that end a call's output out of a stream of text; a mark may arrive in pieces. */
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
