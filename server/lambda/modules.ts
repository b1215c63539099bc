import { existsSync } from 'node:fs'
import { join } from 'node:path'

// The first one wins when a folder has several.
export const MODULES = [
  'index.mjs',
  'index.js',
  'index.cjs',
  'handler.mjs',
  'handler.js',
  'handler.cjs',
] as const

/** The file in a folder that holds the code of a function. */
export function moduleIn(folder: string, names: readonly string[] = MODULES): string | undefined {
  return names.find((name) => existsSync(join(folder, name)))
}
