import type { Item } from '../exchange.ts'
import type { ImportSource } from '../source.ts'

/** How one kind of file is recognised and read. */
export interface Format {
  /** As in `--from`. */
  readonly name: string
  fits(source: ImportSource): boolean
  /** The content of the file. Throws one sentence if it cannot be read. */
  read(source: ImportSource): Iterable<Item>
}
