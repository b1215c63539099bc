import type { Config } from '../settings/settings.ts'
import { paintFor } from '../text/colours.ts'
import { gatherFacts } from './doctor/facts.ts'
import { diagnose } from './doctor/diagnose.ts'

const MARKS = {
  good: ['green', 'ok   '],
  note: ['yellow', 'note '],
  bad: ['red', 'fault'],
} as const

/** Reports what works and what does not, with advice. Exits with 1 if there is a problem. */
export async function run(
  { json }: { json: boolean },
  _args: readonly string[],
  config: Config,
): Promise<number> {
  const checks = diagnose(await gatherFacts(config, process.env))
  if (json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`)
  const paint = paintFor(process.stdout)
  for (const { about, state, says, advice } of json ? [] : checks) {
    const [colour, mark] = MARKS[state]
    process.stdout.write(`${paint(colour, mark)}  ${about.padEnd(12)}${says}\n`)
    if (advice !== undefined) process.stdout.write(`${' '.repeat(19)}→ ${advice}\n`)
  }
  return checks.some(({ state }) => state === 'bad') ? 1 : 0
}
