import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const cache = join(import.meta.dirname, '../../.cache')

/** A python3 with venv on this machine; undefined if there is none. */
export const systemPython: string | undefined = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0,
)

/**
 * The Python of a virtual environment with these requirements. It is kept in `.cache/`, and made again when they
 * change. It includes the system's packages, which saves most of the time.
 */
export async function pythonWith(requirements: string, python: string): Promise<string> {
  const wanted = readFileSync(requirements, 'utf8')
  const { stdout } = spawnSync(python, ['-VV'], { encoding: 'utf8' })
  const hash = createHash('sha256').update(wanted).update(stdout).digest('hex').slice(0, 12)
  const folder = join(cache, `python-${hash}`)
  const executable = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'
  if (!existsSync(folder)) await make(folder)
  return join(folder, executable)

  async function make(whole: string): Promise<void> {
    // Created under a temporary name and moved when complete, which works if only its Python is called.
    const half = `${whole}.${process.pid}`
    rmSync(half, { recursive: true, force: true })
    await run(python, ['-m', 'venv', '--system-site-packages', half])
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    await run(join(half, executable), [...pip, '-r', requirements])
    renameSync(half, whole)
  }
}
