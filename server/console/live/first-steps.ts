import type { Row } from '../../journal/row.ts'

/** The user's progress from the first call to the first fixture. */
export type Step = { name: 'write' | 'done'; row: Row }

/** Calls that a fixture could have answered. */
const isOpen = ({ source, missed }: Row) =>
  missed === true || source === 'invented' || source === 'model'

/** The newest call without a fixture; after one was written, the newest call that it answered. */
export function firstRunOf(rows: readonly Row[], written: string | undefined): Step | undefined {
  if (written !== undefined) {
    const at = rows.findIndex(({ id }) => id === written)
    const row = rows.slice(at + 1).findLast(({ source }) => source === 'fixture')
    return row === undefined ? undefined : { name: 'done', row }
  }
  if (rows.some(({ source }) => source === 'fixture' || source === 'recording')) return undefined
  const row = rows.findLast(isOpen)
  return row === undefined ? undefined : { name: 'write', row }
}
