import { dirname, resolve, sep } from 'node:path'
import type { FixtureProblem } from '../shape/problem.ts'
import { displayPath } from '../fixtures/folder.ts'
import type { Live } from './contents.ts'

/** What one of the fixtures folders holds. */
export interface FolderCounts {
  /** As in messages. */
  folder: string
  fixtures: number
  recordings: number
  problems: FixtureProblem[]
}

export const foldersOf = ({ disk, rules, problems }: Live): FolderCounts[] =>
  countFolders(
    disk.folders.map(({ root }) => root),
    {
      rules: rules.all.map(({ file }) => file),
      recordings: disk.recordings().map(({ file }) => file),
      problems,
    },
  )

/** The files of rules and recordings by their folder, and each problem with the innermost folder that has its file. */
export function countFolders(
  roots: readonly string[],
  files: {
    rules: readonly string[]
    recordings: readonly string[]
    problems: readonly FixtureProblem[]
  },
): FolderCounts[] {
  const counts = roots.map((root) => ({
    folder: displayPath(root),
    fixtures: 0,
    recordings: 0,
    problems: [] as FixtureProblem[],
  }))
  const deepestFirst = roots
    .map((root, at) => ({ root: root.endsWith(sep) ? root : root + sep, counts: counts[at] }))
    .toSorted((a, b) => b.root.length - a.root.length)
  const holderOf = (file: string) => {
    const path = resolve(file) + sep
    return deepestFirst.find(({ root }) => path.startsWith(root))?.counts
  }
  const count = (paths: readonly string[], member: 'fixtures' | 'recordings') => {
    for (const [directory, has] of byDirectory(paths)) {
      const holder = holderOf(directory)
      if (holder !== undefined) holder[member] += has
    }
  }
  count(files.rules, 'fixtures')
  count(files.recordings, 'recordings')
  for (const problem of files.problems) holderOf(problem.file)?.problems.push(problem)
  return counts
}

/** How many of the files each directory has: thousands of files are in a few of them. */
function byDirectory(paths: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const directory = dirname(path)
    counts.set(directory, (counts.get(directory) ?? 0) + 1)
  }
  return counts
}
