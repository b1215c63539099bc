import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package, regardless of where this code was bundled to. */
export const packageRoot: string = above(import.meta.dirname)

function above(dir: string): string {
  const parent = dirname(dir)
  return existsSync(join(dir, 'package.json')) || parent === dir ? dir : above(parent)
}

/** From package.json. */
export const version: string = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version
