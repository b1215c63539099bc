import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether the target must be made again: it is missing, or something in its sources is newer. */
export function isStale(target: string, sources: readonly string[]): boolean {
  const made = modifiedAt(target)
  return made === 0 || sources.some((source) => newest(source) > made)
}

/** One ESM file of a TypeScript entry and everything it imports, the AWS SDK included, with a source map beside it. */
export async function bundle(entry: string, target: string): Promise<void> {
  // In a clone esbuild is there; a published package and the image hold finished bundles and never come here.
  const { build } = await import('esbuild')
  mkdirSync(dirname(target), { recursive: true })
  // Written beside the target and renamed, since another process may be about to load it.
  const draft = join(dirname(target), `.${randomUUID()}.mjs`)
  await build({
    entryPoints: [entry],
    outfile: draft,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
    banner: { js: REQUIRE },
    footer: { js: '//# sourceMappingURL=index.mjs.map' },
  })
  renameSync(`${draft}.map`, `${target}.map`)
  renameSync(draft, target)
}

// The CommonJS parts of the SDK call require for Node's own modules.
const REQUIRE =
  "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);"

function newest(path: string): number {
  if (!existsSync(path) || !statSync(path).isDirectory()) return modifiedAt(path)
  let time = 0
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    time = Math.max(time, modifiedAt(join(entry.parentPath, entry.name)))
  }
  return time
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
