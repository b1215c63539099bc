import { build } from 'esbuild'
import type { Metafile } from 'esbuild'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundle } from '../server/lambda/bundle.ts'

// The doors of the package, and what they share in chunks, the packages that they use included: a server of a dozen
// files starts in half the time of one of a thousand, and who installs it installs next to nothing else.

const root = resolve(import.meta.dirname, '..')
const dist = join(root, 'dist')
const chunks = 'server/chunks'

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['cli', 'index', 'testing/vitest', 'testing/jest', 'testing/node'].map(
    (name) => `server/${name}.ts`,
  ),
  outdir: 'dist',
  outbase: '.',
  chunkNames: `${chunks}/[name]-[hash]`,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  // Names stay as they are, for whoever reads a stack.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  external: [
    // Its user's own; loaded when a fixture needs it; in a clone alone.
    'vitest',
    're2js',
    'esbuild',
    // Fastify asks for these when a route has a schema, or to be called without a socket: never here.
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
    'light-my-request',
  ],
  // The CommonJS among the packages asks for Node's own modules.
  banner: {
    js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);",
  },
})
removeOld(metafile)
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(metafile))
await bundle(join(root, 'server/lambda/bootstrap.ts'), join(dist, 'bootstrap/index.mjs'))

/** What an earlier build left: chunks are named after what they hold. */
function removeOld({ outputs }: Metafile): void {
  for (const name of readdirSync(join(dist, chunks)))
    if (outputs[`dist/${chunks}/${name}`] === undefined) rmSync(join(dist, chunks, name))
}

/** The licence of every package that is in the bundle, as they ask for. */
function licences({ inputs }: Metafile): string {
  const packages = new Set(
    Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  )
  const byText = new Map<string, string[]>()
  for (const folder of [...packages].toSorted()) {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    ) as Record<'name' | 'version' | 'license', string>
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim()
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`])
  }
  return [...byText]
    .map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}
