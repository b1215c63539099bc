// Builds the wheel of pytest-bedrock-local: the plugin in server/testing/python, and the built server next to it.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '..')

interface WheelOptions {
  /** A built package. */
  from: string
  /** The folder for the wheel and its contents. */
  to: string
  python?: string
  /** Flags for pip. */
  flags?: readonly string[]
}

/** Builds the wheel and returns its path. */
export async function buildWheel({
  from,
  to,
  python = 'python3',
  flags = [],
}: WheelOptions): Promise<string> {
  const project = join(to, 'project')
  rmSync(to, { recursive: true, force: true })
  cpSync(join(root, 'server/testing/python'), project, { recursive: true, filter: isSource })
  cpSync(join(root, 'LICENSE'), join(project, 'LICENSE'))
  layServer(from, join(project, 'src/pytest_bedrock_local/_server'))
  const command = ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '--disable-pip-version-check']
  await promisify(execFile)(python, [...command, ...flags, '--wheel-dir', to, project])
  const wheel = readdirSync(to).find((name) => name.endsWith('.whl'))
  if (wheel === undefined) throw new Error(`pip left no wheel in ${to}`)
  return join(to, wheel)
}

/** The files that the command needs, without types and bundled functions. */
function layServer(from: string, to: string): void {
  const parts = ['dist/server', 'dist/console', 'dist/bootstrap', 'dist/THIRD-PARTY-LICENSES.txt']
  for (const part of [...parts, 'package.json', 'fixtures/fixture.schema.json', 'README.md'])
    cpSync(join(from, part), join(to, part), {
      recursive: true,
      filter: (path) => !/\.d\.ts$|\.map$/.test(path),
    })
  const installed = [join(from, 'node_modules'), join(from, '..')].find((folder) =>
    existsSync(join(folder, 're2js')),
  )
  if (installed === undefined) throw new Error(`re2js is not installed for ${from}`)
  mkdirSync(join(to, 'node_modules'))
  cpSync(join(installed, 're2js'), join(to, 'node_modules/re2js'), {
    recursive: true,
    dereference: true,
    filter: (path) => !/\.d\.c?ts$|\.map$/.test(path),
  })
}

const isSource = (path: string) => !/__pycache__|\.pyc$|[/\\]\.\w+_cache/.test(path)

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(await buildWheel({ from: root, to: join(root, '.cache/wheel') }))
