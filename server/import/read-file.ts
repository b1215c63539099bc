import { isUtf8 } from 'node:buffer'
import { whyUnreadable } from '../text/text-file.ts'
import { messageOf } from '../text/error-message.ts'
import { formats } from './formats/index.ts'
import type { Item } from './exchange.ts'
import { headOf } from './head.ts'
import { isLog, readLog } from './logs/find.ts'
import type { FindBody } from './logs/record.ts'
import { openSource } from './source.ts'

export interface ReadContext {
  /** As given to `--from`. */
  from: string
  /** Collects the files that others refer to. */
  used: Set<string>
  findBody: FindBody
}

/** The content of a file, and its format. */
export interface Contents {
  format?: string
  items: AsyncIterable<Item> | Iterable<Item>
  /** Why there are none. */
  why?: string
}

const none = (why: string): Contents => ({ items: [], why })

/** Detects the format of a file and reads it. Reading may throw one sentence, after some items. */
export function readFile(path: string, { from, used, findBody }: ReadContext): Contents {
  try {
    const head = headOf(path).toString()
    if (from === 'logs' || (from === 'auto' && isLog(head)))
      return { format: 'logs', items: readLog(path, head, findBody) }
    const source = openSource(path, used)
    if (source.bytes.length === 0) return none('the file is empty')
    const format = formats.find((one) => (from === 'auto' || one.name === from) && one.fits(source))
    if (format !== undefined) return { format: format.name, items: format.read(source) }
    if (from !== 'auto') return none(`not in the format ${from}`)
    return none(
      isUtf8(source.bytes) ? 'not a recording in a known format' : 'not a recording: no text',
    )
  } catch (thrown) {
    return none(
      (thrown as NodeJS.ErrnoException).syscall === undefined
        ? messageOf(thrown)
        : `cannot be read: ${whyUnreadable(thrown)}`,
    )
  }
}
