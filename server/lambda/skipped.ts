import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { handlerIn, PYTHON_HANDLERS } from './handler-name.ts'
import { NO_PYTHON } from './launch.ts'
import { MODULES, moduleIn, PYTHON_MODULES, pythonModuleIn } from './modules.ts'
import { findPython } from './python.ts'

/** A sentence for everything in the folder of --lambdas that cannot be served. */
export function skippedFolders(dir: string): string[] {
  const folders = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^[._]|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
  const skipped = folders.filter((name) => !isServed(join(dir, name)))
  if (skipped.length < folders.length) return skipped.map((name) => sentence(join(dir, name)))
  if (isServed(dir)) {
    return [`${dir} is itself a function. --lambdas takes the folder that contains its folder.`]
  }
  if (skipped.length > 0) return skipped.map((name) => sentence(join(dir, name)))
  return [`${dir} contains no functions. Each needs a subfolder with ${NAMES}.`]
}

function isServed(folder: string): boolean {
  if (moduleIn(folder) !== undefined) return true
  const python = pythonModuleIn(folder)
  return python !== undefined && unservedPython(folder, python) === undefined
}

/** Why the Python code of a folder cannot be served; undefined if it can. */
export function unservedPython(folder: string, module: string): string | undefined {
  if (handlerIn(join(folder, module)) === undefined)
    return `${module} has no ${PYTHON_HANDLERS.join(' or ')}.`
  return findPython() === undefined ? NO_PYTHON : undefined
}

const NAMES = `${MODULES.slice(0, -1).join(', ')} or ${MODULES.at(-1)}`

function sentence(folder: string): string {
  const files = readdirSync(folder)
  const has = (ending: RegExp) => files.some((file) => ending.test(file))
  const python = pythonModuleIn(folder)
  const advice = has(/\.[cm]?tsx?$/)
    ? 'Build its TypeScript first.'
    : python !== undefined
      ? unservedPython(folder, python)
      : has(/\.py$/)
        ? `It needs ${PYTHON_MODULES.slice(0, -1).join(', ')} or ${PYTHON_MODULES.at(-1)}.`
        : `It needs ${NAMES}.`
  return `${folder} is not served as a function. ${advice}`
}
