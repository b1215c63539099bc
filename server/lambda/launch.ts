import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package.ts'
import { bundle, isStale } from './bundle.ts'
import type { LambdaFunction } from './messages.ts'
import { findPython } from './python.ts'

/** How the process of a function is started. */
export interface Launch {
  command: string
  args: string[]
  variables: Record<string, string>
  /** Node.js uses its IPC channel; others exchange lines of JSON. */
  channel: 'ipc' | 'lines'
}

export const isPython = ({ runtime }: Pick<LambdaFunction, 'runtime'>): boolean =>
  runtime.startsWith('python')

export async function launchOf(fn: LambdaFunction): Promise<Launch> {
  return isPython(fn) ? pythonLaunch() : nodeLaunch(fn)
}

async function nodeLaunch({ memoryMb }: LambdaFunction): Promise<Launch> {
  // Lambda keeps a tenth of the memory for everything outside the heap.
  const heap = `--max-old-space-size=${Math.max(32, Math.floor(memoryMb * 0.9))}`
  return {
    command: process.execPath,
    args: [heap, await bootstrap()],
    // The SDK warns about the Node version of this machine; the function's runtime on AWS is another one.
    variables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    channel: 'ipc',
  }
}

const PASSED_ON = ['PYTHONPATH', 'VIRTUAL_ENV'] as const

function pythonLaunch(): Launch {
  const python = findPython()
  if (python === undefined) throw new Error(NO_PYTHON)
  const variables: Record<string, string> = {
    PYTHONUSERBASE: python.userBase,
    // Do not write to the folder of a function.
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
  }
  for (const name of PASSED_ON) {
    const value = process.env[name]
    if (value !== undefined) variables[name] = value
  }
  return { command: python.executable, args: [pythonBootstrap()], variables, channel: 'lines' }
}

export const NO_PYTHON =
  'Python 3 was not found: install it from https://www.python.org/downloads/, or put it on the PATH.'

/** The program of a function's process: this project's replacement for Lambda's Node.js runtime. */
async function bootstrap(): Promise<string> {
  const target = join(packageRoot, 'dist', 'bootstrap', 'index.mjs')
  // Node 20 cannot run TypeScript, so a clone bundles the program after its sources have changed.
  const folder = join(packageRoot, 'server', 'lambda')
  const entry = join(folder, 'bootstrap.ts')
  if (existsSync(entry) && isStale(target, [folder]))
    await bundle(join(packageRoot, 'dist'), { bootstrap: entry })
  return target
}

function pythonBootstrap(): string {
  const source = join(packageRoot, 'server', 'lambda', 'bootstrap.py')
  return existsSync(source) ? source : join(packageRoot, 'dist', 'bootstrap', 'bootstrap.py')
}
