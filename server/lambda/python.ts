import { spawnSync } from 'node:child_process'

/** The Python of this machine. */
export interface Python {
  /** The interpreter itself: what is on the PATH may be a script that needs the user's home folder. */
  executable: string
  /** Such as 3.11. */
  version: string
  /** Where `pip install --user` puts packages. */
  userBase: string
}

const NAMES = process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python']
const QUESTION =
  'import json, site, sys; print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], site.getuserbase()]))'

let found: { python: Python | undefined } | undefined

/** Looks once for Python 3; undefined if there is none. */
export function findPython(): Python | undefined {
  return (found ??= { python: lookFor(NAMES) }).python
}

function lookFor(names: readonly string[]): Python | undefined {
  for (const name of names) {
    const { stdout, status } = spawnSync(name, ['-c', QUESTION], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
      windowsHide: true,
    })
    const [executable = '', major, minor, userBase = ''] =
      status === 0 ? (JSON.parse(stdout) as [string, number, number, string]) : []
    if (major === 3) return { executable, version: `${major}.${minor}`, userBase }
  }
  return undefined
}
