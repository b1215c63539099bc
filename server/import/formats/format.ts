import type { Item } from '../exchange.ts'
import type { Source } from '../source.ts'

/** How one kind of file is recognised and read. */
export interface Format {
  /** As in `--from`. */
  readonly name: string
  fits(source: Source): boolean
  /** What the file holds. Throws one sentence if that cannot be read. */
  read(source: Source): Iterable<Item>
}
