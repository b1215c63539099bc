import { diffLines, diffWordsWithSpace } from 'diff'

/** Longer texts are compared by lines: comparing their words takes seconds. */
const MAX_WORDS_LENGTH = 20_000

/** One text with its removed and added words. */
export function WordDiff(props: { before: string; after: string; label: string }) {
  const { before, after, label } = props
  if (before === after) return <p class="dim">No differences.</p>
  const isLong = before.length + after.length > MAX_WORDS_LENGTH
  const parts = isLong ? diffLines(before, after) : diffWordsWithSpace(before, after)
  return (
    <p class="word-diff" tabIndex={0} role="group" aria-label={label}>
      {parts.map(({ value, added, removed }, at) =>
        added ? <ins key={at}>{value}</ins> : removed ? <del key={at}>{value}</del> : value,
      )}
    </p>
  )
}
