import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import type { OutputChunk, OutputOptions, Plugin } from 'rolldown'
import { bundle } from '../server/lambda/bundle.ts'
import { buildConsole } from './build-console.ts'
import { licences } from './licences.ts'

// Bundles the entry points of the package and shared chunks, including the packages that they use: a dozen files start
// in two thirds of the time of a thousand, and users install almost nothing else.

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const chunks = 'server/chunks'
const outsideJest = join(root, 'server/testing/outside-jest.ts')
const doors = ['cli', 'index', 'testing/vitest', 'testing/jest', 'testing/node']

const external = [
  // Its user's own; loaded when a fixture needs it; with a store alone; in a clone alone.
  'vitest',
  're2js',
  'ioredis',
  'esbuild',
  // Optional accelerators of ws, which does without them.
  'bufferutil',
  'utf-8-validate',
  // Fastify asks for these when a route has a schema, or to be called without a socket: never here.
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
]

/** Bundles entry points, by their path in `dist`. */
async function write(
  input: Record<string, string>,
  output: OutputOptions,
  plugin?: Plugin,
): Promise<OutputChunk[]> {
  const build = await rolldown({
    cwd: root,
    input,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    external,
    plugins: [plugin],
  })
  const { output: files } = await build.write({
    dir: dist,
    comments: false,
    // Names stay as they are, so that stack traces are readable.
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    ...output,
  })
  return files.filter((file): file is OutputChunk => file.type === 'chunk')
}

const written = await write(
  Object.fromEntries(doors.map((name) => [`server/${name}`, `server/${name}.ts`])),
  { entryFileNames: '[name].js', chunkFileNames: `${chunks}/[name]-[hash].js` },
)
removeOld(new Set(written.map(({ fileName }) => fileName)))

// Jest loads CommonJS unless it is started with a flag of Node, and its CommonJS can load no ES module.
const commonJs = join(dist, 'cjs')
rmSync(commonJs, { recursive: true, force: true })
await write(
  { 'cjs/jest': 'server/testing/jest.ts' },
  { format: 'cjs', entryFileNames: '[name].cjs' },
  { name: 'outside-jest', resolveId: (source) => (source === '../index.ts' ? outsideJest : null) },
)
copyFileSync(join(root, 'server/testing/jest.d.cts'), join(commonJs, 'jest.d.cts'))

const inConsole = await buildConsole(join(dist, 'console'))
writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES.txt'),
  licences([...written.flatMap(({ moduleIds }) => moduleIds), ...inConsole]),
)
await bundle(dist, { bootstrap: join(root, 'server/lambda/bootstrap.ts') })
copyFileSync(join(root, 'server/lambda/bootstrap.py'), join(dist, 'bootstrap/bootstrap.py'))

/** Removes files of earlier builds: the names of chunks depend on their content. */
function removeOld(now: ReadonlySet<string>): void {
  for (const name of readdirSync(join(dist, chunks)))
    if (!now.has(`${chunks}/${name}`)) rmSync(join(dist, chunks, name))
}
