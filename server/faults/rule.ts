import { check, where } from '../shape/check.ts'
import type { Finding, Path } from '../shape/check.ts'
import type { Match } from '../matching/match.ts'
import { compileMatcher, fits as matches } from '../matching/matcher.ts'
import type { Matcher } from '../matching/matcher.ts'
import { asksGuardrail } from '../bedrock/guarded-input.ts'
import { viewOf } from '../matching/view.ts'
import type { Call } from '../bedrock/types.ts'
import { actionOf } from './action.ts'
import type { WrittenAction } from './action.ts'
import { contradictions } from './contradictions.ts'
import { nameOf } from './name.ts'
import { fault as shape } from './shape.ts'
import type { Action } from '../bedrock/answer.ts'
import { contentKey } from '../state/content-key.ts'
import type { Counted } from '../state/wants.ts'

/** A rule as written. */
export interface WrittenFault extends WrittenAction {
  name?: string
  match?: Match
  times?: number
  total?: number
  every?: number
  probability?: number
}

/** A rule, compiled. */
export interface FaultRule extends Counted {
  name: string
  /** Undefined: every call. */
  matcher: Matcher | undefined
  action: Action
  written: WrittenFault
  /** How many calls it struck, in all sessions. */
  struck: number
}

/** Compiles a rule; throws one error with all problems. `path` names the rule in messages. */
export function compileFault(value: unknown, path: Path = ['fault']): FaultRule {
  const findings = check(value, shape, path)
  if (findings.length > 0) throw refusal(findings)
  const written = value as WrittenFault
  const problems = contradictions(written, path)
  const matcher = compileMatch(written.match, problems)
  if (problems.length > 0) throw refusal(problems)
  return {
    name: written.name ?? nameOf(written),
    matcher,
    action: actionOf(written),
    written,
    struck: 0,
    get key() {
      return contentKey(this.name, written)
    },
  }
}

function refusal(findings: readonly Finding[]): TypeError {
  const messages = findings.map(({ path, message }) =>
    // The matcher's own findings begin with `match`.
    path[0] === 'match' && !message.startsWith('match') ? `${where(path)}: ${message}` : message,
  )
  return new TypeError(messages.join('; '))
}

function compileMatch(match: Match | undefined, findings: Finding[]): Matcher | undefined {
  if (match === undefined || Object.keys(match).length === 0) return undefined
  return compileMatcher(match, (path, message) => findings.push({ path, message }))
}

export function faultFits({ matcher, action }: FaultRule, call: Call): boolean {
  // A plain body has no checksum.
  if (action.corrupt !== undefined && call.operation.streams !== true) return false
  if (action.guardrail !== undefined && !asksGuardrail(call)) return false
  return matcher === undefined || matches(matcher, viewOf(call))
}
