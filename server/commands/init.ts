import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isObject, parseJson } from '../json.ts'
import { packageRoot } from '../package.ts'
import { ConfigError } from '../settings/config.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { CONFIG, exampleConfig, exampleFixture, SCHEMA } from './init/basics.ts'
import type { Project, StarterFile } from './init/starter.ts'
import { starters } from './init/starters.ts'
import type { StarterName } from './init/starters.ts'

/** `bedrock-local init [vitest|jest|node|pytest|lambda]`: writes a first fixture, a config and a test. */
export function run(_flags: object, [given]: readonly string[]): number {
  return init(process.cwd(), given, (line) => process.stdout.write(`${line}\n`))
}

/** Writes missing files, and reports what it did. */
export function init(
  folder: string,
  given: string | undefined,
  print: (line: string) => void,
): number {
  const manifest = readManifest(folder)
  const name = given === undefined ? detect(folder, manifest) : starterNamed(given)
  const starter = name === undefined ? undefined : starters[name]
  const { project, files } = basics(folder, manifest)
  for (const file of [...files, ...(starter?.files(project) ?? [])])
    print(
      write(folder, file) ? `created  ${file.path}` : `kept     ${file.path}, which already exists`,
    )
  const next = starter?.next(project) ?? [
    'npx bedrock-local',
    `npx bedrock-local init ${Object.keys(starters).join('|')}   # for a first test`,
  ]
  print('')
  print('Next:')
  for (const line of next) print(`  ${line}`)
  return 0
}

type Manifest = Record<string, unknown> | undefined

function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json')
  const manifest = existsSync(file) ? parseJson(readFileSync(file)) : undefined
  return isObject(manifest) ? manifest : undefined
}

/** The starter that the project's files suggest. */
function detect(folder: string, manifest: Manifest): StarterName | undefined {
  const packages = ['dependencies', 'devDependencies'].flatMap((key) => {
    const names = manifest?.[key]
    return isObject(names) ? Object.keys(names) : []
  })
  if (packages.includes('vitest')) return 'vitest'
  if (packages.includes('jest')) return 'jest'
  const python = ['pyproject.toml', 'pytest.ini', 'setup.cfg', 'requirements.txt']
  return python.some((file) => existsSync(join(folder, file))) ? 'pytest' : undefined
}

function starterNamed(given: string): StarterName {
  const names = Object.keys(starters) as StarterName[]
  const match = names.find((name) => name === given)
  if (match !== undefined) return match
  throw new ConfigError(
    `init does not support ${given}${didYouMean(given, names) || `; expected one of ${names.join(', ')}`}`,
  )
}

function basics(
  folder: string,
  manifest: Manifest,
): { project: Project; files: readonly StarterFile[] } {
  const installed = `node_modules/bedrock-local/${SCHEMA}`
  const isInstalled = existsSync(join(folder, installed))
  const schema = isInstalled ? `../${installed}` : 'fixture.schema.json'
  const copy = { path: SCHEMA, text: readFileSync(join(packageRoot, SCHEMA), 'utf8') }
  const hasConfig = ['.json', '.yml'].find((end) =>
    existsSync(join(folder, CONFIG.replace('.yaml', end))),
  )
  return {
    project: {
      esm: manifest?.['type'] === 'module',
      typescript: existsSync(join(folder, 'tsconfig.json')),
      schema,
    },
    files: [
      exampleFixture(schema),
      ...(isInstalled ? [] : [copy]),
      ...(hasConfig === undefined ? [exampleConfig()] : []),
    ],
  }
}

/** Writes a file; false if it exists, which leaves it unchanged. */
function write(folder: string, { path, text }: StarterFile): boolean {
  const file = join(folder, path)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'EEXIST' && existsSync(file)) return false
    throw new ConfigError(`${path} cannot be written: ${code ?? String(thrown)}`)
  }
}
