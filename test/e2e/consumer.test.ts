import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundledNames } from '../support/handlers.ts'
import { testPlugin } from '../support/pytest-plugin.ts'
import type { Outcome } from '../support/pytest-plugin.ts'
import { systemPython } from '../support/python-venv.ts'

// A user's project: bedrock-local comes from the packed tarball, as from the registry.

const root = join(import.meta.dirname, '../..')
const project = mkdtempSync(join(tmpdir(), 'consumer-'))
const repository = join(project, 'repository')

if (systemPython === undefined)
  process.stdout.write('skipped: no python3 with venv on this machine\n')

/** The plugin's own tests, which run in parallel to the others. */
let pytest: Promise<Outcome> | undefined

interface Packed {
  filename: string
  size: number
  files: { path: string }[]
}
let packed: Packed

/** Runs a command without the variables of this test run. */
async function run(
  command: string,
  args: string[],
  cwd = project,
  more: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const { PATH, HOME, npm_config_cache } = process.env
  const env = { PATH, HOME, npm_config_cache, NO_COLOR: '1', ...more }
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, env })
    return { code: 0, output: stdout + stderr }
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

function succeeded({ code, output }: Outcome): void {
  if (code !== 0) throw new Error(output)
}

/** A copy, so that packing may empty `dist` while other tests use it. */
function copyTheRepository(): void {
  for (const name of readdirSync(root))
    if (!/^(\..*|node_modules|dist|coverage|test)$/.test(name))
      cpSync(join(root, name), join(repository, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'), 'junction')
}

/** A file of the package and everything that it imports, directly or not. */
function filesBehind(file: string): string[] {
  const files = new Set([file])
  // A set also visits what is added while it is iterated.
  for (const from of files)
    for (const [, name = ''] of readFileSync(from, 'utf8').matchAll(/(?:from|import)"(\.[^"]+)"/g))
      files.add(join(dirname(from), name))
  return [...files]
}

/** Links dependencies that take long to install and do not depend on this package. */
function linkInstalled(...names: string[]): void {
  for (const name of names) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link, 'junction')
  }
}

beforeAll(async () => {
  copyTheRepository()
  const pack = ['pack', '--silent', '--json', `--pack-destination=${project}`]
  const { stdout } = await promisify(execFile)('npm', pack, { cwd: repository })
  if (systemPython !== undefined)
    pytest = testPlugin(repository, join(project, 'wheel'), systemPython)
  ;[packed] = JSON.parse(stdout) as [Packed]
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund']
  // Without it npm would install into the nearest parent folder that has one.
  writeFileSync(join(project, 'package.json'), '{"private":true}')
  succeeded(await run('npm', [...install, `./${packed.filename}`, 'typescript@5.9.3']))
  cpSync(join(import.meta.dirname, 'consumer'), project, { recursive: true })
  linkInstalled('@aws-sdk/client-bedrock-runtime', '@types/node', 'jest', 'vitest')
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

describe('the package', () => {
  test('contains the server, its types, the handlers and the fixtures, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path)
    for (const path of [
      'server/index.js',
      'server/index.d.ts',
      'server/cli.js',
      'THIRD-PARTY-LICENSES.txt',
    ])
      expect(paths).toContain(`dist/${path}`)
    expect(paths).toContain('fixtures/fixture.schema.json')
    const others = paths.filter(
      (path) =>
        !/^(dist\/((cjs|console|server|lambdas|bootstrap)\/|THIRD-PARTY-LICENSES\.txt$)|fixtures\/|(package\.json|CHANGELOG\.md|LICENSE)$|.*README\.md$)/.test(
          path,
        ),
    )
    expect(others).toEqual([])
    expect(paths.filter((path) => /\.map$|\.test\./.test(path))).toEqual([])
    // Each of the bundled functions includes the SDK, as it would be deployed.
    expect(packed.size).toBeLessThan(4_400_000)
  })

  test('starts a server from few files, and small entry points with little code', () => {
    const server = join(project, 'node_modules/bedrock-local/dist/server')
    const serve = readdirSync(join(server, 'chunks')).find((name) => name.startsWith('serve-'))
    expect(filesBehind(join(server, 'chunks', serve ?? '')).length).toBeLessThan(40)
    const codes = filesBehind(join(server, 'index.js')).map((file) => readFileSync(file))
    expect(Buffer.concat(codes).length).toBeLessThan(50_000)
  })

  test('holds each bundled function as one small ES module, built with its source map', () => {
    for (const name of bundledNames) {
      const file = join(repository, 'dist/lambdas', name, 'index.mjs')
      const code = readFileSync(file, 'utf8')
      // Anthropic's SDK is larger than the client of AWS's.
      expect(code.length).toBeLessThan((name === 'anthropic-messages' ? 1_000 : 500) * 1024)
      expect(code).toMatch(/export\s*\{/)
      expect(JSON.parse(readFileSync(`${file}.map`, 'utf8'))).toMatchObject({
        sources: expect.arrayContaining([expect.stringContaining(`lambdas/${name}/handler.ts`)]),
      })
    }
  })

  test('contains no path of the build machine', () => {
    const installed = join(project, 'node_modules/bedrock-local')
    const texts = packed.files.map(
      ({ path }) => [path, readFileSync(join(installed, path))] as const,
    )
    const carrying = texts.filter(([, text]) => text.includes(root) || text.includes(project))
    expect(carrying.map(([path]) => path)).toEqual([])
  })

  test('passes publint', async () => {
    const publint = join(root, 'node_modules/.bin/publint')
    succeeded(await run(publint, ['--strict', packed.filename]))
  })

  test('its types resolve for every kind of ES module', async () => {
    const attw = join(root, 'node_modules/.bin/attw')
    succeeded(await run(attw, ['--profile', 'esm-only', packed.filename]))
  })
})

describe('a project that depends on it', () => {
  test('compiles, with the types of all packages checked', async () => {
    succeeded(await run('node', [join(root, 'node_modules/typescript/lib/tsc.js')]))
  })

  test('compiles with TypeScript 5', async () => {
    succeeded(await run('npm', ['run', 'types', '--', '--skipLibCheck']))
  })

  test.each(['vitest', 'jest', 'jest-cjs', 'node'])('passes its own suite: %s', async (runner) => {
    succeeded(await run('npm', ['run', `test:${runner}`]))
  })

  test.each([
    ['vitest', ['node_modules/vitest/vitest.mjs', 'run'], 2],
    [
      'jest',
      [
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '--testMatch=**/*.failing.js',
        '--testPathIgnorePatterns=/node/',
      ],
      1,
    ],
    ['node:test', ['--test', 'node/miss.failing.js'], 1],
  ])('fails a test whose miss was swallowed: %s', async (_, args, failures) => {
    const { code, output } = await run('node', args, project, { FAILING: '1' })
    expect(code).toBe(1)
    expect(output).toContain('A call in this test matched no fixture.')
    expect(output).toContain('The closest is "oslo.yaml"')
    expect(output).toMatch(new RegExp(`(${failures} failed|fail ${failures}\\b)`))
  })

  test.skipIf(systemPython === undefined)(
    'runs pytest with the plugin from its wheel',
    async () => {
      const { code, output } = (await pytest) ?? { code: 1, output: '' }
      if (code !== 0) throw new Error(output)
      expect(output).toMatch(/\d+ passed/)
    },
  )

  test('has the command', async () => {
    const { code, output } = await run('npx', ['bedrock-local', '--version'])
    expect([code, output.trim()]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)])
  })
})
