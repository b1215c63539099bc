import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const CALLS = 10_000
export const SEQUENCES = 10
/** How many calls the fault of each sequence affects. */
export const STRIKES = 3
/** The requests per minute of the model with a quota, and how many it gets at once. */
export const QUOTA = 50
export const BURST = 200

export const MODEL = 'amazon.nova-micro-v1:0'
export const LIMITED = 'amazon.nova-pro-v1:0'

/** The fixtures of the servers: sequences that are long enough for all calls, a fault for each, and a quota. */
export function writeFiles(folder: string): { fixtures: string; config: string } {
  const fixtures = join(folder, 'fixtures')
  const config = join(folder, 'config.json')
  mkdirSync(fixtures)
  for (let nth = 0; nth < SEQUENCES; nth++) {
    const answers = Array.from({ length: CALLS / SEQUENCES }, (_, at) => ({ text: `${nth}.${at}` }))
    const fixture = { match: { prompt: { equals: `sequence ${nth}` } }, answers }
    writeFileSync(join(fixtures, `${nth}.json`), JSON.stringify(fixture))
  }
  const faults = Array.from({ length: SEQUENCES }, (_, nth) => ({
    match: { prompt: { equals: `sequence ${nth}` } },
    error: 'ModelTimeoutException',
    times: STRIKES,
  }))
  const quotas = { [LIMITED]: { requestsPerMinute: QUOTA } }
  writeFileSync(config, JSON.stringify({ faults, quotas, journalSize: 20_000 }))
  return { fixtures, config }
}
