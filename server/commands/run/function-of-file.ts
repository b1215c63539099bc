import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, parse, resolve } from 'node:path'
import { ConfigError } from '../../settings/config.ts'
import { didYouMean } from '../../shape/nearest-name.ts'
import { bundle } from '../../lambda/bundle.ts'
import { functionOf } from '../../lambda/functions.ts'
import { handlerIn, JAVASCRIPT_HANDLERS, PYTHON_HANDLERS } from '../../lambda/handler-name.ts'
import type { LambdaFunction } from '../../lambda/messages.ts'

export interface FileFunction {
  fn: LambdaFunction
  /** Call it again after a change. */
  prepare(): Promise<void>
  dispose(): void
}

interface Wish {
  handler: string | undefined
  timeoutSec: number
}

const JAVASCRIPT = new Set(['.js', '.mjs', '.cjs'])
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx'])

/** Whether a file may be a handler, or a part of one. */
export function isCode(file: string): boolean {
  const ending = extname(file)
  return ending === '.py' || JAVASCRIPT.has(ending) || TYPESCRIPT.has(ending)
}

/** The function of a file, in its folder. */
export function functionOfFile(given: string, { handler, timeoutSec }: Wish): FileFunction {
  const file = resolve(given)
  const ending = extname(file)
  refuseUnfit(given, file, ending)
  // Lambda's setting also contains the file name.
  const name = handler?.split('.').at(-1) ?? handlerIn(file)
  if (name === undefined)
    throw new ConfigError(`${given} has no ${namesFor(ending)}; name its function with --handler`)
  // Lambda allows these characters in a name.
  const label = parse(file).name.replaceAll(/[^\w-]/g, '-')
  const fn = { ...functionOf(label, file, name), timeoutSec, root: dirname(file) }
  const untouched = { fn, prepare: () => Promise.resolve(), dispose: () => {} }
  return TYPESCRIPT.has(ending) ? typescript(file, untouched) : untouched
}

function refuseUnfit(given: string, file: string, ending: string): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) {
    const folder = dirname(file)
    const near = existsSync(folder) ? didYouMean(basename(file), readdirSync(folder)) : ''
    throw new ConfigError(`${given} does not exist${near}`)
  }
  if (stat.isDirectory())
    throw new ConfigError(`${given} is a folder; name the file with the handler`)
  if (!isCode(file))
    throw new ConfigError(
      `run supports Python, JavaScript and TypeScript files, not ${ending === '' ? basename(file) : ending}`,
    )
}

const namesFor = (ending: string) =>
  (ending === '.py' ? PYTHON_HANDLERS : JAVASCRIPT_HANDLERS.slice(0, 1)).join(' or ')

/** Bundled into a separate folder if esbuild is installed; otherwise Node.js may be able to run it. */
function typescript(file: string, untouched: FileFunction): FileFunction {
  const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-run-'))
  const { fn } = untouched
  const bundled = {
    ...fn,
    root: folder,
    handler: `index.${fn.handler.split('.').at(-1) ?? ''}`,
    variables: { NODE_OPTIONS: '--enable-source-maps' },
  }
  const result: FileFunction = {
    fn: bundled,
    async prepare() {
      try {
        await bundle(dirname(folder), { [basename(folder)]: file })
      } catch (error) {
        if (isMissingModule(error)) {
          if (!nodeRunsTypeScript()) throw new ConfigError(NO_ESBUILD, { cause: error })
          result.fn = fn
          return
        }
        throw new ConfigError(buildProblem(error), { cause: error })
      }
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
  return result
}

const NO_ESBUILD =
  'TypeScript needs esbuild or Node.js 22.18: npm install --save-dev esbuild, or run the output of your build'

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}

function nodeRunsTypeScript(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript)
}

interface BuildMessage {
  text: string
  location: { file: string; line: number; column: number } | null
}

function buildProblem(error: unknown): string {
  const { errors: [first] = [], message } = error as Error & { errors?: readonly BuildMessage[] }
  if (first === undefined) return message
  const { text, location } = first
  return location === null
    ? text
    : `${location.file}:${location.line}:${location.column + 1}: ${text}`
}
