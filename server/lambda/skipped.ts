import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { MODULES, moduleIn } from './modules.ts'

/** What is in the folder of --lambdas and cannot be served, a sentence each. */
export function skippedFolders(dir: string): string[] {
  const folders = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^[._]|^node_modules$/.test(entry.name))
    .map(({ name }) => name)
  const skipped = folders.filter((name) => moduleIn(join(dir, name)) === undefined)
  if (skipped.length < folders.length) return skipped.map((name) => sentence(join(dir, name)))
  if (moduleIn(dir) !== undefined) {
    return [`${dir} is itself a function. --lambdas takes the folder that contains its folder.`]
  }
  if (skipped.length > 0) return skipped.map((name) => sentence(join(dir, name)))
  return [`${dir} contains no functions. Each needs a sub-folder with ${NAMES}.`]
}

const NAMES = `${MODULES.slice(0, -1).join(', ')} or ${MODULES.at(-1)}`

function sentence(folder: string): string {
  const files = readdirSync(folder)
  const has = (ending: RegExp) => files.some((file) => ending.test(file))
  const advice = has(/\.[cm]?tsx?$/)
    ? 'Build its TypeScript first.'
    : has(/\.py$/)
      ? 'Run its Python code with the variables that `bedrock-local env` prints.'
      : `It needs ${NAMES}.`
  return `${folder} is not served as a function. ${advice}`
}
