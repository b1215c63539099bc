import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import type { LambdaFunction } from './messages.ts'

export interface SampleEvent {
  name: string
  /** JSON text, as written. */
  text: string
}

const FIRST = 'default'

/** The sample events of a function, in its folder `events`: the default one first. */
export function sampleEvents({ entry, root }: LambdaFunction): SampleEvent[] {
  const folder = join(entry === undefined ? root : dirname(entry), 'events')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ name: parse(file).name, text: readFileSync(join(folder, file), 'utf8') }))
    .toSorted(
      (a, b) => Number(b.name === FIRST) - Number(a.name === FIRST) || (a.name < b.name ? -1 : 1),
    )
}
