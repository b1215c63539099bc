import { conditionHolds } from './condition.ts'
import type { Condition } from './condition.ts'
import { elementCovers } from './covers.ts'
import type { Policy, Statement } from './policy.ts'
import type { Context } from './context.ts'

/** `statement AllowNova (policy.json#/Statement/0)` */
export function describeStatement({ sid, place }: Statement): string {
  return sid === undefined ? `statement ${place}` : `statement ${sid} (${place})`
}

/** A statement that allows the action but does not apply, and why. */
export interface NearStatement {
  statement: Statement
  reason: string
}

/** Explains why each statement that allows the action does not apply. */
export function nearly(
  policies: readonly Policy[],
  action: string,
  resource: string,
  context: Context,
): NearStatement[] {
  const allows = policies
    .flatMap(({ statements }) => statements)
    .filter(({ effect, actions }) => effect === 'Allow' && elementCovers(actions, action, context))
  return allows.map((statement) => ({
    statement,
    reason: `${describeStatement(statement)} ${whyNot(statement, resource, context)}`,
  }))
}

function whyNot({ resources, conditions }: Statement, resource: string, context: Context): string {
  if (!elementCovers(resources, resource, context)) {
    const texts = resources.patterns.map(({ text }) => text).join(', ')
    return resources.except
      ? `allows the action on everything except ${texts}`
      : `only allows the action on ${texts}`
  }
  return conditions
    .filter((condition) => !conditionHolds(condition, context))
    .map((condition) => unmet(condition, context))
    .join(' and ')
}

function unmet({ operator, key, lowerKey, values }: Condition, context: Context): string {
  const sent = context.get(lowerKey) ?? []
  const has = sent.length === 0 ? 'has no such key' : `has ${sent.join(', ')}`
  return `requires ${operator} ${key} ${values.join(', ')}, but the request ${has}`
}
