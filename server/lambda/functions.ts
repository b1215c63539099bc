import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigError } from '../settings/config.ts'
import { packageRoot } from '../package.ts'
import { bundle, isStale } from './bundle.ts'
import { LambdaError } from './errors.ts'
import { MODULES, moduleIn } from './modules.ts'
import { readTemplate } from './template.ts'
import type { Account, TemplateFunction } from './template.ts'
import { functionArn } from './variables.ts'
import type { LambdaFunction } from './messages.ts'

const sources = join(packageRoot, 'lambdas')
const built = join(packageRoot, 'dist', 'lambdas')

/**
 * The functions of a folder, one for each sub-folder with code; `bundled` means the functions of this project.
 * Their settings come from the folder's template.yaml; anything else has Lambda's defaults.
 */
export function findFunctions(dir: string, account: Account): LambdaFunction[] {
  const own = dir === 'bundled'
  const settings = readSettings(own ? [sources, built] : [dir], account)
  return own && existsSync(join(sources, 'template.yaml'))
    ? folders(sources, ['handler.ts']).map(([name]) => ({
        ...settings(name, 'index.mjs'),
        root: join(built, name),
        entry: join(sources, name, 'handler.ts'),
      }))
    : folders(own ? built : dir, MODULES).map(([name, module]) => ({
        ...settings(name, module),
        root: join(own ? built : resolve(dir), name),
      }))
}

/** In a clone, bundles the function again after its sources have changed. */
export async function prepare({ entry, root }: LambdaFunction): Promise<void> {
  const target = join(root, 'index.mjs')
  if (entry === undefined || !isStale(target, [sources, join(packageRoot, 'package-lock.json')]))
    return
  await bundle(entry, target)
}

/** A number that changes with every file in the function's folder. */
export function codeVersion({ root }: LambdaFunction): number {
  return readdirSync(root).reduce(
    (latest, name) => Math.max(latest, statSync(join(root, name), NO_THROW)?.mtimeMs ?? 0),
    0,
  )
}

const NO_THROW = { throwIfNoEntry: false } as const

/** The program of a function's process: this project's replacement for Lambda's Node.js runtime. */
export async function bootstrap(): Promise<string> {
  const target = join(packageRoot, 'dist', 'bootstrap', 'index.mjs')
  // Node 20 cannot run TypeScript, so a clone bundles the program after its sources have changed.
  const folder = join(packageRoot, 'server', 'lambda')
  const entry = join(folder, 'bootstrap.ts')
  if (existsSync(entry) && isStale(target, [folder])) await bundle(entry, target)
  return target
}

function folders(dir: string, modules: readonly string[]): [name: string, module: string][] {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (dir === built) return []
    throw new ConfigError(`--lambdas: the folder ${dir} does not exist.`)
  }
  return readdirSync(dir).flatMap((name): [string, string][] => {
    const module = moduleIn(join(dir, name), modules)
    return module === undefined ? [] : [[name, module]]
  })
}

function readSettings(
  dirs: string[],
  account: Account,
): (folder: string, module: string) => TemplateFunction {
  const file = dirs.map((dir) => join(dir, 'template.yaml')).find((path) => existsSync(path))
  const known = file === undefined ? [] : readTemplate(readFileSync(file, 'utf8'), file, account)
  return (folder, module) =>
    known.find((one) => one.folder === folder || one.name === folder) ?? defaults(folder, module)
}

function defaults(name: string, module: string): TemplateFunction {
  return {
    name,
    folder: name,
    description: '',
    handler: module.replace(/\.\w+$/, '.handler'),
    runtime: 'nodejs24.x',
    timeoutSec: 3,
    memoryMb: 128,
    variables: {},
    streams: false,
    policies: [],
  }
}

export interface Functions {
  list(): LambdaFunction[]
  /** By name, partial ARN or ARN; throws Lambda's error for an unknown one. */
  get(reference: string, qualifier?: string): LambdaFunction
}

const REFERENCE =
  /^(?:arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:|\d{12}:function:)?([\w-]{1,64})(?::([\w$-]+))?$/

/** The functions of a folder. Every call looks them up again, so a new one is there as soon as it is built. */
export function loadFunctions(dir: string, account: Account): Functions {
  const list = () => findFunctions(dir, account)
  // A missing folder or an unreadable template should fail the start, not the first call.
  list()
  return {
    list,
    get(reference, qualifier) {
      const [, name = '', version = qualifier ?? '$LATEST'] = REFERENCE.exec(reference) ?? []
      const found = version === '$LATEST' && list().find((fn) => fn.name === name)
      if (found) return found
      const suffix = version === '$LATEST' ? '' : `:${version}`
      const arn = functionArn(name === '' ? reference.slice(0, 140) : name, account)
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${arn}${suffix}`)
    },
  }
}
