import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import type { OutputChunk, OutputOptions, Plugin, RolldownBuild, RolldownOutput } from 'rolldown'
import { bundle } from '../server/lambda/bundle.ts'
import { buildConsole } from './build-console.ts'
import { chunkGroups } from './chunk-groups.ts'
import { licences } from './licences.ts'

// Bundles the entry points of the package and shared chunks, including the packages that they use: a dozen files start
// in two thirds of the time of a thousand, and users install almost nothing else.

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const chunks = 'server/chunks'
const outsideJest = join(root, 'server/testing/outside-jest.ts')
const doors = ['cli', 'index', 'testing/vitest', 'testing/jest', 'testing/node']

const external = [
  // The user's own; loaded when a fixture needs it; only with a store; only in a clone.
  'vitest',
  're2js',
  'ioredis',
  'esbuild',
  // Optional accelerators of ws, which works without them.
  'bufferutil',
  'utf-8-validate',
  // Fastify loads these for routes with a schema, or to be called without a socket: never here.
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
]

const open = (input: Record<string, string>, plugin?: Plugin): Promise<RolldownBuild> =>
  rolldown({
    cwd: root,
    input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    resolve: { mainFields: ['module', 'main'] },
    external,
    plugins: [plugin],
  })

const written: OutputOptions = {
  dir: dist,
  comments: false,
  // Names stay as they are, so that stack traces are readable.
  minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
}

const chunksOf = ({ output }: RolldownOutput): OutputChunk[] =>
  output.filter((file): file is OutputChunk => file.type === 'chunk')

const build = await open(
  Object.fromEntries(doors.map((name) => [`server/${name}`, `server/${name}.ts`])),
)
const groups = chunkGroups(chunksOf(await build.generate(written)))
const modules = chunksOf(
  await build.write({
    ...written,
    entryFileNames: '[name].js',
    chunkFileNames: `${chunks}/[name]-[hash].js`,
    // Groups are complete, so none takes modules of another.
    codeSplitting: { groups, includeDependenciesRecursively: false },
  }),
)
removeOld(new Set(modules.map(({ fileName }) => fileName)))

// Jest loads CommonJS unless it is started with a flag of Node, and its CommonJS cannot load ES modules.
const commonJs = join(dist, 'cjs')
rmSync(commonJs, { recursive: true, force: true })
const forJest = await open(
  { 'cjs/jest': 'server/testing/jest.ts' },
  { name: 'outside-jest', resolveId: (source) => (source === '../index.ts' ? outsideJest : null) },
)
await forJest.write({ ...written, format: 'cjs', entryFileNames: '[name].cjs' })
copyFileSync(join(root, 'server/testing/jest.d.cts'), join(commonJs, 'jest.d.cts'))

const inConsole = await buildConsole(join(dist, 'console'))
writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES.txt'),
  licences([...modules.flatMap(({ moduleIds }) => moduleIds), ...inConsole]),
)
await bundle(dist, { bootstrap: join(root, 'server/lambda/bootstrap.ts') })
copyFileSync(join(root, 'server/lambda/bootstrap.py'), join(dist, 'bootstrap/bootstrap.py'))

/** Removes files of earlier builds: the names of chunks depend on their content. */
function removeOld(now: ReadonlySet<string>): void {
  for (const name of readdirSync(join(dist, chunks)))
    if (!now.has(`${chunks}/${name}`)) rmSync(join(dist, chunks, name))
}
