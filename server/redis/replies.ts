// What Redis replies, as values.

export const asTexts = (reply: unknown): string[] => (Array.isArray(reply) ? reply.map(String) : [])

/** A hash, or the fields of an entry. */
export function fieldsOf(reply: unknown): Map<string, string> {
  const flat = asTexts(reply)
  return new Map(
    flat.flatMap((field, at) => (at % 2 === 0 ? [[field, flat[at + 1] ?? ''] as const] : [])),
  )
}

/** An entry of a stream. */
export interface StreamEntry {
  id: string
  fields: ReadonlyMap<string, string>
}

export function entriesOf(reply: unknown): StreamEntry[] {
  if (!Array.isArray(reply)) return []
  return reply.flatMap((entry: unknown) =>
    Array.isArray(entry) ? [{ id: String(entry[0]), fields: fieldsOf(entry[1]) }] : [],
  )
}

/** The entries of the only stream that was read. */
export function streamIn(reply: unknown): StreamEntry[] {
  const [stream] = Array.isArray(reply) ? reply : []
  return Array.isArray(stream) ? entriesOf(stream[1]) : []
}

/** Whether an entry is not later than another one. */
export function isUpTo(id: string, last: string): boolean {
  const [ms = 0, nth = 0] = id.split('-').map(Number)
  const [lastMs = 0, lastNth = 0] = last.split('-').map(Number)
  return ms < lastMs || (ms === lastMs && nth <= lastNth)
}
