import { conditionHolds } from './condition.ts'
import { elementCovers } from './covers.ts'
import { describeStatement, nearly } from './explain.ts'
import type { NearStatement } from './explain.ts'
import type { Policy, Statement } from './policy.ts'
import type { Context } from './context.ts'

/** A request to evaluate: all of its resources must be allowed. */
export interface PolicyRequest {
  /** The ARN of the user or role. */
  principal: string
  /** `bedrock:InvokeModel` */
  action: string
  resources: readonly string[]
  /** Condition keys, in any case. */
  context: Readonly<Record<string, string | readonly string[] | undefined>>
}

export type PolicyVerdict =
  | { decision: 'allowed'; by: Statement; reason: string }
  | { decision: 'explicit deny'; by: Statement; resource: string; reason: string }
  | { decision: 'implicit deny'; resource: string; reason: string; near: readonly NearStatement[] }

/** As on AWS, a matching Deny wins over a matching Allow; without either the request is denied. */
export function evaluatePolicies(
  policies: readonly Policy[],
  request: PolicyRequest,
): PolicyVerdict {
  const context = contextOf(request)
  for (const resource of request.resources) {
    const by = find(policies, 'Deny', request.action, resource, context)
    if (by !== undefined) {
      const reason = `${describeStatement(by)} denies ${request.action} on ${resource}; a deny outweighs every allow`
      return { decision: 'explicit deny', by, resource, reason }
    }
  }
  let last: Statement | undefined
  for (const resource of request.resources) {
    last = find(policies, 'Allow', request.action, resource, context)
    if (last === undefined) {
      const reason = `no statement allows ${request.action} on ${resource}`
      const near = nearly(policies, request.action, resource, context)
      return { decision: 'implicit deny', resource, reason, near }
    }
  }
  if (last === undefined) throw new Error('a policy request needs at least one resource')
  return {
    decision: 'allowed',
    by: last,
    reason: `${describeStatement(last)} allows ${request.action}`,
  }
}

function find(
  policies: readonly Policy[],
  effect: Statement['effect'],
  action: string,
  resource: string,
  context: Context,
): Statement | undefined {
  for (const { statements } of policies) {
    for (const statement of statements) {
      if (
        statement.effect === effect &&
        elementCovers(statement.actions, action, context) &&
        elementCovers(statement.resources, resource, context) &&
        statement.conditions.every((condition) => conditionHolds(condition, context))
      ) {
        return statement
      }
    }
  }
  return undefined
}

function contextOf({ principal, context }: PolicyRequest): Context {
  const keys = new Map<string, readonly string[]>([['aws:principalarn', [principal]]])
  for (const [key, value] of Object.entries(context)) {
    if (value !== undefined)
      keys.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  }
  return keys
}
