import type { Operator, Test } from './operators.ts'
import type { Context } from './context.ts'

/** One key of a Condition block under one operator. */
export interface Condition {
  /** As written: `ForAnyValue:StringLikeIfExists`. */
  operator: string
  /** As written; contexts use lower case. */
  key: string
  lowerKey: string
  values: readonly string[]
  set: 'ForAnyValue' | 'ForAllValues' | undefined
  ifExists: boolean
  how: { kind: 'null'; missing: readonly boolean[] } | ({ kind: 'tests' } & Tested)
}

interface Tested {
  negated: Operator['negated']
  tests: readonly Test[]
}

/** Any of the values may match; with a negated operator, none may. */
export function conditionHolds(condition: Condition, context: Context): boolean {
  const { how, set, ifExists } = condition
  const sent = context.get(condition.lowerKey) ?? []
  if (how.kind === 'null') return how.missing.includes(sent.length === 0)
  if (sent.length === 0) {
    if (set === 'ForAllValues' || ifExists) return true
    return set === undefined && how.negated
  }
  const every = set === 'ForAllValues' || (set === undefined && how.negated)
  const fits = (value: string) => how.tests.some((test) => test(value, context)) !== how.negated
  return every ? sent.every(fits) : sent.some(fits)
}
