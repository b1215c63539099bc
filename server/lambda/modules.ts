import { existsSync, readdirSync } from 'node:fs'
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

export const PYTHON_MODULES = ['lambda_function.py', 'handler.py', 'index.py', 'app.py'] as const

/** The file in a folder that holds the code of a function. */
export function moduleIn(folder: string, names: readonly string[] = MODULES): string | undefined {
  return names.find((name) => existsSync(join(folder, name)))
}

/** Likewise for Python, where it may also be the only file. */
export function pythonModuleIn(folder: string): string | undefined {
  const files = readdirSync(folder).filter((name) => name.endsWith('.py'))
  return (
    PYTHON_MODULES.find((name) => files.includes(name)) ??
    (files.length === 1 ? files[0] : undefined)
  )
}
