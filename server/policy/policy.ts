import type { Condition } from './condition.ts'
import type { Pattern } from './pattern.ts'
import type { ElementPath } from './place.ts'

/** An Action or Resource element; `except` marks NotAction and NotResource. */
export interface ListElement {
  except: boolean
  patterns: readonly Pattern[]
}

export interface Statement {
  effect: 'Allow' | 'Deny'
  sid?: string
  /** Its location: `policy.json#/Statement/0`. */
  place: string
  path: ElementPath
  /** The name of its policy. */
  policy: string
  actions: ListElement
  resources: ListElement
  conditions: readonly Condition[]
}

export interface Policy {
  name: string
  statements: readonly Statement[]
}

/** A policy file: policies for every caller, or by role. */
export type Policies = {
  file: string
  /** Valid policy elements that are probably mistakes. */
  notes: readonly string[]
} & (
  | { kind: 'everyone'; policies: readonly Policy[] }
  | { kind: 'roles'; roles: ReadonlyMap<string, readonly Policy[]> }
)

/** The policies of a role; empty for a role that is not in the file. */
export function policiesOf(policies: Policies, role: string): readonly Policy[] {
  return policies.kind === 'everyone' ? policies.policies : (policies.roles.get(role) ?? [])
}
