import type { Condition } from './condition.ts'
import type { Pattern } from './pattern.ts'

/** A list of an Action or Resource element; `except` is its Not form. */
export interface Listed {
  except: boolean
  patterns: readonly Pattern[]
}

export interface Statement {
  effect: 'Allow' | 'Deny'
  sid?: string
  /** Where it stands: `policy.json#/Statement/0`. */
  place: string
  /** The name of the policy that it is part of. */
  policy: string
  actions: Listed
  resources: Listed
  conditions: readonly Condition[]
}

export interface Policy {
  name: string
  statements: readonly Statement[]
}

/** A policy file: policies for every caller, or by role. */
export type Policies = {
  file: string
  /** What AWS accepts and what still is not what its author meant. */
  notes: readonly string[]
} & (
  | { kind: 'everyone'; policies: readonly Policy[] }
  | { kind: 'roles'; roles: ReadonlyMap<string, readonly Policy[]> }
)

/** The policies that speak for a role; a role that the file does not name has none. */
export function policiesOf(policies: Policies, role: string): readonly Policy[] {
  return policies.kind === 'everyone' ? policies.policies : (policies.roles.get(role) ?? [])
}
