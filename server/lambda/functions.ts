import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { ConfigError } from '../settings/config.ts'
import { packageRoot } from '../package.ts'
import { bundle, isStale } from './bundle.ts'
import { LambdaError } from './errors.ts'
import { handlerIn } from './handler-name.ts'
import { moduleIn, pythonModuleIn } from './modules.ts'
import { findPython } from './python.ts'
import { unservedPython } from './skipped.ts'
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
    ? folders(sources, (folder) => moduleIn(folder, ['handler.ts'])).map(([name]) => ({
        ...settings(name, 'index.mjs', built),
        root: join(built, name),
        entry: join(sources, name, 'handler.ts'),
      }))
    : folders(own ? built : dir, ownModule).map(([name, module]) => {
        const root = join(own ? built : resolve(dir), name)
        return { ...settings(name, module, root), root }
      })
}

/** In a clone, bundles the function again after its sources have changed. */
export async function prepare({ entry, root }: LambdaFunction): Promise<void> {
  const target = join(root, 'index.mjs')
  if (entry === undefined || !isStale(target, [sources, join(packageRoot, 'package-lock.json')]))
    return
  await bundle(dirname(root), { [basename(root)]: entry })
}

const NO_THROW = { throwIfNoEntry: false } as const

function folders(
  dir: string,
  moduleOf: (folder: string) => string | undefined,
): [name: string, module: string][] {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (dir === built) return []
    throw new ConfigError(`--lambdas: the folder ${dir} does not exist.`)
  }
  return readdirSync(dir).flatMap((name): [string, string][] => {
    const module = moduleOf(join(dir, name))
    return module === undefined ? [] : [[name, module]]
  })
}

/** The module of a folder that can be run on this machine. */
function ownModule(folder: string): string | undefined {
  if (statSync(folder, NO_THROW)?.isDirectory() !== true) return undefined
  const module = moduleIn(folder)
  if (module !== undefined) return module
  const python = pythonModuleIn(folder)
  return python === undefined || unservedPython(folder, python) !== undefined ? undefined : python
}

function readSettings(
  dirs: string[],
  account: Account,
): (folder: string, module: string, root: string) => TemplateFunction {
  const file = dirs.map((dir) => join(dir, 'template.yaml')).find((path) => existsSync(path))
  const known = file === undefined ? [] : templateIn(file, account)
  return (folder, module, root) =>
    known.find((one) => one.folder === folder || one.name === folder) ??
    functionOf(folder, join(root, module))
}

// The functions are looked up on every call, and the template rarely changes.
let latest: { key: string; functions: readonly TemplateFunction[] } | undefined

function templateIn(file: string, account: Account): readonly TemplateFunction[] {
  const text = readFileSync(file, 'utf8')
  const key = JSON.stringify([file, account, text])
  if (latest?.key !== key) latest = { key, functions: readTemplate(text, file, account) }
  return latest.functions
}

/** A function with Lambda's defaults, of a file. */
export function functionOf(
  name: string,
  file: string,
  handler = handlerIn(file) ?? 'handler',
): TemplateFunction {
  const isPythonFile = file.endsWith('.py')
  return {
    name,
    folder: name,
    description: '',
    handler: `${parse(file).name}.${handler}`,
    runtime: isPythonFile ? `python${findPython()?.version ?? '3'}` : 'nodejs24.x',
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
      const match = version === '$LATEST' && list().find((fn) => fn.name === name)
      if (match) return match
      const suffix = version === '$LATEST' ? '' : `:${version}`
      const arn = functionArn(name === '' ? reference.slice(0, 140) : name, account)
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${arn}${suffix}`)
    },
  }
}
