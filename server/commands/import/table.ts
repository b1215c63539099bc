import { displayPath } from '../../fixtures/folder.ts'
import type { FilePlan, Plan } from '../../import/plan.ts'

/** The plan as text: a line per file, then the reasons, then what the sources lack. */
export function tableOf({ files, lacks, remarks, redacted }: Plan): string[] {
  const rows = files.map((file) => [displayPath(file.path), file.format ?? '-', wordsOf(file)])
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [...lines, '', totals(files), ...reasons(files), ...notes(lacks, remarks, redacted)]
}

/** `3 taken, 1 duplicate, 1 skipped: 403: the caller was refused`. */
function wordsOf({ taken, duplicates, skipped, why }: FilePlan): string {
  const known = [
    ...(taken.size > 0 ? [`${taken.size} taken`] : []),
    ...(duplicates > 0 ? [plural(duplicates, 'duplicate')] : []),
    ...[...skipped].map(([reason, count]) => `${count} skipped: ${reason}`),
  ]
  if (why !== undefined) known.push(known.length === 0 ? `skipped: ${why}` : `then: ${why}`)
  return known.join('; ')
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

function totals(files: readonly FilePlan[]): string {
  const sum = (of: (file: FilePlan) => number) => files.reduce((all, file) => all + of(file), 0)
  const skips = sum(({ skipped }) => [...skipped.values()].reduce((all, one) => all + one, 0))
  const nothing = files.filter((file) => file.why !== undefined && isEmpty(file)).length
  return [
    `${plural(files.length, 'file')}: ${sum(({ taken }) => taken.size)} taken`,
    plural(
      sum(({ duplicates }) => duplicates),
      'duplicate',
    ),
    `${skips} skipped`,
    `${plural(nothing, 'file')} skipped`,
  ].join(', ')
}

const isEmpty = ({ taken, duplicates, skipped }: FilePlan) =>
  taken.size === 0 && duplicates === 0 && skipped.size === 0

/** Why things are skipped, the most frequent reasons first. */
function reasons(files: readonly FilePlan[]): string[] {
  const counts = new Map<string, number>()
  const add = (why: string, count: number) => {
    // The same reason, whatever it names.
    const short = why.replace(/(a different answer to a request) of .*/, '$1 that another file has')
    counts.set(short, (counts.get(short) ?? 0) + count)
  }
  for (const { skipped, why } of files) {
    for (const [reason, count] of skipped) add(reason, count)
    if (why !== undefined) add(why, 1)
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([why, count]) => `  ${String(count).padStart(5)}  ${why}`)
}

function notes(lacks: Plan['lacks'], remarks: Plan['remarks'], redacted: number): string[] {
  const missing = [...lacks].map(([what, count]) => `${what} (${count})`).join(', ')
  return [
    ...(missing === '' ? [] : [`Not in the files, and not invented: ${missing}.`]),
    ...(redacted > 0 ? [`Secrets and account ids are replaced in ${redacted} of them.`] : []),
    ...[...remarks].map(([remark, count]) => `${plural(count, 'rule')}: ${remark}.`),
  ]
}
