import { basename, join, resolve } from 'node:path'
import type { CodeSplittingGroup, OutputChunk } from 'rolldown'

// Rolldown makes a chunk for each set of entry points that share a module, which is 70 files for a server to start with.
// Each takes almost a millisecond, so they are joined; but no command loads much that it does not use.

const server = resolve(import.meta.dirname, '../server')

/** Each puts what the earlier ones do not have into one file. */
const LAYERS = ['cli.ts', 'commands/policy.ts', 'commands/fixtures/check.ts', 'commands/serve.ts']

/** Modules that smaller entry points share stay in separate chunks. The next larger one has more than twice as much. */
const MAX_LIGHT_BYTES = 200_000

/** Groups for `codeSplitting`, from the chunks of a build without them. */
export function chunkGroups(chunks: readonly OutputChunk[]): CodeSplittingGroup[] {
  const entries = chunks.filter((chunk) => chunk.isEntry || chunk.isDynamicEntry)
  const needed = new Map(entries.map((entry) => [entry, withImports(entry, chunks)]))
  const light = [...needed.values()].filter((all) => bytesOf(all) < MAX_LIGHT_BYTES).flat()
  const names = new Map<string, string>()
  for (const [index, file] of LAYERS.entries()) {
    const entry = entries.find(({ moduleIds }) => moduleIds.includes(join(server, file)))
    if (entry === undefined) throw new Error(`no chunk begins with server/${file}`)
    for (const chunk of needed.get(entry) ?? []) {
      if (chunk.isEntry) continue
      const own = index > 0 && light.includes(chunk) ? basename(chunk.fileName, '.js') : undefined
      for (const id of chunk.moduleIds)
        if (!names.has(id)) names.set(id, own ?? basename(file, '.ts'))
    }
  }
  return [...new Set(names.values())].map((name) => ({
    name,
    test: (id) => names.get(id) === name,
  }))
}

function withImports(entry: OutputChunk, chunks: readonly OutputChunk[]): OutputChunk[] {
  const all = new Set([entry])
  // Iterating over a set includes what is added meanwhile.
  for (const { imports } of all)
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) all.add(chunk)
  return [...all]
}

const bytesOf = (chunks: readonly OutputChunk[]): number =>
  chunks.reduce((bytes, { code }) => bytes + code.length, 0)
