import type { FixtureProblem } from '../shape/problem.ts'
import type { Rule } from '../fixtures/rule.ts'

/** Finds rules that differ only in their path. */
export function equalMatches(rules: readonly Rule[]): FixtureProblem[] {
  const known = new Map<string, Rule>()
  return suspects(rules).flatMap((rule) => {
    const key = JSON.stringify([
      rule.priority,
      rule.folder,
      rule.matcher.operations,
      sorted(rule.written.match ?? {}),
    ])
    const other = known.get(key)
    if (other === undefined) {
      known.set(key, rule)
      return []
    }
    return [
      {
        severity: 'warning' as const,
        file: rule.file,
        line: 1,
        column: 1,
        message: tie(other, rule),
      },
    ]
  })
}

/** Rules that look for the same text as another; the others cannot tie. */
function suspects(rules: readonly Rule[]): Rule[] {
  const byText = new Map<string, Rule[]>()
  for (const rule of rules) {
    // There is no tie if one rule runs out and leaves the next call to the other.
    if (rule.error?.times !== undefined && rule.answers.length === 0) continue
    const text = rule.matcher.prompt?.anchor?.text ?? ''
    const others = byText.get(text)
    if (others === undefined) byText.set(text, [rule])
    else others.push(rule)
  }
  return [...byText.values()].filter(({ length }) => length > 1).flat()
}

export function tie(first: Rule, second: Rule): string {
  const [winner, loser] = first.file <= second.file ? [first, second] : [second, first]
  return `"${winner.name}" and "${loser.name}" match the same call; "${winner.name}" answers, only because of its path; give one of them a priority`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)])
}
