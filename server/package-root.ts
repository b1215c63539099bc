import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package, wherever in it this code was bundled to. */
export const packageRoot: string = above(import.meta.dirname)

function above(dir: string): string {
  const parent = dirname(dir)
  return existsSync(join(dir, 'package.json')) || parent === dir ? dir : above(parent)
}
