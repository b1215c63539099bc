// The format of numbers and times on all screens.

/** `0.7 ms`, `212 ms`, `1.31 s`, `2 min 05 s` */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '–'
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** `$0`, `$0.00103`, `$1.20`: at least two significant digits, and never rounded to zero. */
export function dollars(value: number | undefined): string {
  if (value === undefined) return 'Unknown'
  if (value === 0) return '$0'
  if (value >= 1) return `$${value.toFixed(2)}`
  const digits = Math.min(9, Math.max(4, 2 - Math.floor(Math.log10(value))))
  return `$${value.toFixed(digits)}`
}

export function bytes(size: number): string {
  if (size < 1_024) return `${size} B`
  if (size < 1_024 * 1_024) return `${(size / 1_024).toFixed(size < 10_240 ? 1 : 0)} KB`
  return `${(size / 1_024 / 1_024).toFixed(1)} MB`
}

/** `22 → 84` */
export function tokens(usage: { inputTokens: number; outputTokens: number } | undefined): string {
  return usage === undefined ? '–' : `${usage.inputTokens} → ${usage.outputTokens}`
}

/** `12:04:31`, in local time. */
export function clock(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** `12:04`, in local time; with its date if that is not today's. */
export function timeOfDay(at: number, now = Date.now()): string {
  const time = clock(at).slice(0, 5)
  return day(at) === day(now) ? time : `${day(at)} ${time}`
}

function day(at: number): string {
  const date = new Date(at)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? noun : nouns}`
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A model without its provider and version: `nova-micro` of `us.amazon.nova-micro-v1:0`. */
export function shortModel(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1)
  const short = name
    .replace(/^(?:[a-z]{2,6}\.)?(?:[a-z0-9]+\.)/, '')
    .replace(/(?:-\d{8})?-v\d+(?::\d+)*$/, '')
  return short === '' ? id : short
}
