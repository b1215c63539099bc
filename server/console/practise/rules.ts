import type { Hint } from './hints.ts'

/** The calls that a switch affects, and how many of them. */
export interface Target {
  /** Empty: every session. */
  session: string
  /** A glob; empty or `*`: every model. */
  model: string
  calls: number
}

type Rule = Readonly<Record<string, unknown>>

const matchOf = ({ model }: Target): Rule =>
  model === '' || model === '*' ? {} : { match: { model } }

/** The rule behind a switch. It ends after the given number of calls, from any caller. */
export const ruleOf = ({ ask, fault }: Hint, target: Target): Rule => ({
  name: ask,
  ...matchOf(target),
  ...fault,
  total: target.calls,
})

/** A fixture that answers its prompt in this way. */
export function fixtureOf({ ask, fault = {}, answer }: Hint): string {
  const match = `match:\n  prompt: ${ask}\n`
  if (answer !== undefined) return match + answer
  const { error, guardrail, ...disturbance } = fault
  if (error !== undefined) return `${match}error: ${JSON.stringify(errorOf(error))}\n`
  const rest =
    guardrail === undefined
      ? `fault: ${JSON.stringify(disturbance)}`
      : `guardrail: ${JSON.stringify(guardrail)}`
  return `${match}answer:\n  text: These words arrive. These may not.\n${rest}\n`
}

const errorOf = (error: unknown) => (typeof error === 'string' ? { type: error } : error)

/** Rules of the config and of tests apply this often in each session. */
const timesOf = ({ fault }: Hint, target: Target): Rule => ({
  ...matchOf(target),
  ...fault,
  times: target.calls,
})

export const configOf = (hint: Hint, target: Target): string =>
  `faults:\n  - ${JSON.stringify(timesOf(hint, target))}\n`

export const testOf = (hint: Hint, target: Target): string =>
  `const fault = bedrock.faults.add(${JSON.stringify(timesOf(hint, target))})\n// ... your code ...\nexpect(fault.struck).toBe(${target.calls})\n`

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

export function curlOf(hint: Hint, target: Target, origin: string): string {
  const query = target.session === '' ? '' : `?session=${encodeURIComponent(target.session)}`
  return `curl ${quoted(`${origin}/_admin/faults${query}`)} -d ${quoted(JSON.stringify(ruleOf(hint, target)))}`
}
