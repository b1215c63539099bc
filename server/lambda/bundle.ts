import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether the target is missing or older than one of its sources. */
export function isStale(target: string, sources: readonly string[]): boolean {
  const builtAt = modifiedAt(target)
  return builtAt === 0 || sources.some((source) => newest(source) > builtAt)
}

/** Bundles a TypeScript file and all its imports, the AWS SDK included, into one ESM file with a source map. */
export async function bundle(entry: string, target: string): Promise<void> {
  // Only a clone needs esbuild: the published package and the image contain the bundles.
  const { build } = await import('esbuild')
  mkdirSync(dirname(target), { recursive: true })
  // Write a draft and rename it, because another process may load the target at any time.
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
