import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether the target is missing or older than one of its sources. */
export function isStale(target: string, sources: readonly string[]): boolean {
  const builtAt = modifiedAt(target)
  return builtAt === 0 || sources.some((source) => newest(source) > builtAt)
}

/**
 * Bundles TypeScript files and all their imports, the AWS SDK included: each into one ESM file with a source map,
 * `<folder>/<name>/index.mjs`. What several share is read and parsed once.
 */
export async function bundle(
  folder: string,
  entries: Readonly<Record<string, string>>,
): Promise<void> {
  // Only a clone needs esbuild: the published package and the image contain the bundles.
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: Object.entries(entries).map(([name, entry]) => ({
      in: entry,
      out: `${name}/index`,
    })),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    write: false,
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
  // Maps first, so that both exist once the code is new.
  for (const { path, contents } of outputFiles.toSorted((a, b) => (a.path < b.path ? 1 : -1)))
    replace(path, contents)
}

/** Writes a draft and renames it, because another process may load the file at any time. */
function replace(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = join(dirname(path), `.${randomUUID()}`)
  writeFileSync(draft, contents)
  renameSync(draft, path)
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
