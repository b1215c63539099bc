import { runInThisContext } from 'node:vm'
import type * as Library from '../index.ts'

/**
 * Stands in for the library in the CommonJS entry. Jest runs tests in a separate context, whose `require` cannot load
 * ES modules, so the server is loaded in the main one.
 */
export const startBedrock: typeof Library.startBedrock = (options) =>
  library().startBedrock(options)

function library(): typeof Library {
  const main = runInThisContext('process') as typeof process
  const { createRequire } = main.getBuiltinModule('node:module')
  return createRequire(import.meta.url)('bedrock-local') as typeof Library
}
