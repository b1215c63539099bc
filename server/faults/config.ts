import { ConfigError } from '../settings/config.ts'
import { compileFault } from './rule.ts'
import type { FaultRule } from './rule.ts'
import { withPatterns } from '../shape/patterns.ts'

/** Parses the `faults` setting. Throws one error with all problems. */
export function readFaults(written: unknown): FaultRule[] {
  if (written === undefined) return []
  if (!Array.isArray(written)) throw new ConfigError('faults must be a list of rules')
  const problems: string[] = []
  const rules: FaultRule[] = []
  for (const [at, one] of written.entries()) {
    try {
      rules.push(compileFault(withPatterns(one), ['faults', at]))
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      problems.push(thrown.message)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return rules
}
