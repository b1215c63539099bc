import type { RecentStep } from '../../journal/recent.ts'

/** Sources in the order of their bars, with their colours; unknown ones come last. */
const COLOURS: Readonly<Record<string, string>> = {
  fixture: '--ok',
  recording: '--recording',
  invented: '--invented',
  model: '--accent',
  catalogue: '--catalogue',
  upstream: '--money',
  fault: '--bad',
  miss: '--bad',
}

/** The sources of these steps: each is a part of every bar. */
export function sourcesIn(steps: readonly RecentStep[]): { name: string; colour: string }[] {
  const known = Object.keys(COLOURS)
  const names = [...new Set(steps.flatMap(({ sources }) => Object.keys(sources)))]
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  return names
    .toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((name) => ({ name, colour: COLOURS[name] ?? '--dim' }))
}
