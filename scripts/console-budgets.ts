import { gzipSync } from 'node:zlib'

const KB = 1_000
/** Compressed sizes. The build fails if one is exceeded. */
const BUDGETS: readonly { what: string; maxBytes: number; of(name: string): boolean }[] = [
  {
    what: 'the page with Live',
    maxBytes: 60 * KB,
    of: (name) => /^(index|console|icon|main|shared|live)\b/.test(name),
  },
  {
    what: 'all screens without the editor',
    maxBytes: 130 * KB,
    of: (name) => !/^(editor|licences)\b/.test(name),
  },
  { what: 'the editor', maxBytes: 140 * KB, of: (name) => name.startsWith('editor') },
  { what: 'Status with its charts', maxBytes: 25 * KB, of: (name) => name.startsWith('status') },
]
const MAX_BYTES = 1_100 * KB

/** Throws an Error that names the first budget which these files exceed. */
export function checkBudgets(files: ReadonlyMap<string, string>): void {
  const sizes = [...files].map(([name, text]) => ({ name, bytes: gzipSync(text).length }))
  for (const { what, maxBytes, of } of BUDGETS) {
    const bytes = sizes.filter(({ name }) => of(name)).reduce((sum, one) => sum + one.bytes, 0)
    if (bytes > maxBytes)
      throw new Error(`The console is too large: ${what} takes ${bytes} of ${maxBytes} bytes.`)
  }
  const all = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (all > MAX_BYTES)
    throw new Error(`The console is too large: it takes ${all} of ${MAX_BYTES} bytes unpacked.`)
}
