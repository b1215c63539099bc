import type { Problem } from './problems.ts'

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

/** The rule that a switch adds. It ends after the given number of calls, from any caller. */
export const ruleOf = ({ prompt, fault }: Problem, target: Target): Rule => ({
  name: prompt,
  ...matchOf(target),
  ...fault,
  total: target.calls,
})

/** A fixture that answers its prompt in this way. */
export function fixtureOf({ prompt, fault = {}, answer }: Problem): string {
  const match = `match:\n  prompt: ${prompt}\n`
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
const timesOf = ({ fault }: Problem, target: Target): Rule => ({
  ...matchOf(target),
  ...fault,
  times: target.calls,
})

export const configOf = (problem: Problem, target: Target): string =>
  `faults:\n  - ${JSON.stringify(timesOf(problem, target))}\n`

export const testOf = (problem: Problem, target: Target): string =>
  `const fault = bedrock.faults.add(${JSON.stringify(timesOf(problem, target))})\n// ... your code ...\nexpect(fault.struck).toBe(${target.calls})\n`

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

export function curlOf(problem: Problem, target: Target, origin: string): string {
  const query = target.session === '' ? '' : `?session=${encodeURIComponent(target.session)}`
  return `curl ${quoted(`${origin}/_admin/faults${query}`)} -d ${quoted(JSON.stringify(ruleOf(problem, target)))}`
}
