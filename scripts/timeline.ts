/** One run of a function: when each piece of its text arrived, and when it was done. */
export interface Run {
  textMs: number[]
  totalMs: number
}

const WIDTH = 56

/** A line of a chart: dots while the reader waits, blocks when text arrives, and nothing after the end. */
export function timeline({ textMs, totalMs }: Run, longestMs: number, width = WIDTH): string {
  const column = (ms: number) =>
    Math.min(width - 1, Math.max(0, Math.floor((ms / Math.max(1, longestMs)) * width)))
  const first = column(textMs[0] ?? totalMs)
  const end = column(totalMs)
  const arrivals = new Set([...textMs, totalMs].map((ms) => column(ms)))
  return Array.from({ length: end + 1 }, (_, at) =>
    at < first ? '·' : arrivals.has(at) ? '█' : '░',
  ).join('')
}

/** The axis below the lines. */
export function axis(longestMs: number, width = WIDTH): string {
  const end = `${(longestMs / 1000).toFixed(1)} s`
  return `0${end.padStart(width - 1)}`
}
