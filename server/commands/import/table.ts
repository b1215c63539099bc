import { displayPath } from '../../fixtures/folder.ts'
import { outcomeCounts } from '../../import/plan.ts'
import type { FilePlan, ImportOutcome } from '../../import/file-plan.ts'
import type { ImportPlan } from '../../import/plan.ts'

/** The plan as text: a line per file, then the reasons, then what the sources lack. */
export function tableOf({ files, lacks, remarks, redacted }: ImportPlan): string[] {
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

/** `3 new, 1 duplicate, 1 skipped: 403: the caller was rejected`. */
function wordsOf(file: FilePlan): string {
  const { why, isPart } = file
  if (isPart === true) return 'read with another file, which refers to it'
  const { taken, duplicates, skipped } = outcomeCounts(file)
  const known = [
    ...(taken > 0 ? [`${taken} new`] : []),
    ...(duplicates > 0 ? [plural(duplicates, 'duplicate')] : []),
    ...[...skipped].map(([reason, count]) => `${count} skipped: ${reason}`),
  ]
  if (why !== undefined) known.push(known.length === 0 ? `skipped: ${why}` : `then: ${why}`)
  return known.join('; ')
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

function totals(files: readonly FilePlan[]): string {
  const outcomes = files.flatMap((file) => file.outcomes)
  const number = (one: ImportOutcome) => outcomes.filter((outcome) => outcome === one).length
  const [taken, duplicates] = [number('taken'), number('duplicate')]
  const nothing = files.filter(({ why, outcomes: own }) => why !== undefined && own.length === 0)
  return [
    `${plural(files.length, 'file')}: ${taken} new`,
    plural(duplicates, 'duplicate'),
    `${outcomes.length - taken - duplicates} skipped`,
    `${plural(nothing.length, 'file')} skipped`,
  ].join(', ')
}

/** Why things are skipped, the most frequent reasons first. */
function reasons(files: readonly FilePlan[]): string[] {
  const counts = new Map<string, number>()
  const add = (why: string, count: number) => {
    // The same reason, regardless of the name in it.
    const short = why.replace(/(a different answer to a request) in .*/, '$1 in another file')
    counts.set(short, (counts.get(short) ?? 0) + count)
  }
  for (const file of files) {
    for (const [reason, count] of outcomeCounts(file).skipped) add(reason, count)
    if (file.why !== undefined) add(file.why, 1)
  }
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([why, count]) => `  ${String(count).padStart(5)}  ${why}`)
}

function notes(
  lacks: ImportPlan['lacks'],
  remarks: ImportPlan['remarks'],
  redacted: number,
): string[] {
  const missing = [...lacks].map(([what, count]) => `${what} (${count})`).join(', ')
  return [
    ...(missing === '' ? [] : [`Not in the files, and not invented: ${missing}.`]),
    ...(redacted > 0 ? [`Secrets and account ids are replaced in ${redacted} of them.`] : []),
    ...[...remarks].map(([remark, count]) => `${plural(count, 'rule')}: ${remark}.`),
  ]
}

/** The plan for other programs: the outcome for every item of every file. */
export function jsonOf({ files, lacks, remarks, redacted }: ImportPlan): object {
  return {
    files: files.map(({ path, format, outcomes, why, isPart }) => ({
      file: displayPath(path),
      ...(format !== undefined && { format }),
      items: outcomes.map((outcome) =>
        typeof outcome === 'string' ? { outcome } : { outcome: 'skipped', why: outcome.why },
      ),
      ...(why !== undefined && { why }),
      ...(isPart === true && { isPart }),
    })),
    lacks: Object.fromEntries(lacks),
    remarks: Object.fromEntries(remarks),
    redacted,
  }
}
