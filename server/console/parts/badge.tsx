import { href } from '../route.ts'

/** Words with their own colour; an unknown source is grey. */
const KNOWN = new Set([
  'recording',
  'fixture',
  'model',
  'invented',
  'catalogue',
  'upstream',
  'fault',
  'miss',
])

export interface Answered {
  source: string
  fixture?: string | undefined
  error?: { name: string } | undefined
}

/** The source of the answer, or that no fixture matched. */
const sourceWord = ({ source, error }: Answered): string =>
  error?.name === 'FixtureNotFoundException' ? 'miss' : source

/** What answered, the same on every screen. The fixture's name is the tooltip. */
export function Badge({ of, link = false }: { of: Answered; link?: boolean }) {
  const word = sourceWord(of)
  const kind = KNOWN.has(word) ? word : 'other'
  const { fixture } = of
  if (link && fixture !== undefined)
    return (
      <a class={`badge badge-${kind}`} href={href(['fixtures'], { name: fixture })} title={fixture}>
        {word}
      </a>
    )
  return (
    <span class={`badge badge-${kind}`} title={fixture}>
      {word}
    </span>
  )
}
