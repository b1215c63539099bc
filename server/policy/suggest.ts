import { operations, others } from '../bedrock/operations.ts'
import type { Catalogue } from '../models/models.ts'
import { parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { Session } from '../sessions.ts'
import { needsOf } from './needs.ts'
import type { Need } from './subject.ts'
import type { Exchange } from '../journal/types.ts'

/** The input for a suggestion. */
export type KeptCall = Pick<
  Exchange,
  'operation' | 'model' | 'region' | 'http' | 'request' | 'error'
>

// Calls that AWS rejects with any policy.
const HOPELESS = new Set([
  'ValidationException',
  'SerializationException',
  'UnknownOperationException',
  'ResourceNotFoundException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
  'ExpiredTokenException',
])

/** A least-privilege policy for these calls; it has no statements if there were none. */
export function suggestPolicy(
  exchanges: readonly KeptCall[],
  catalogue: Catalogue,
  extra: readonly Need[] = [],
): JsonObject {
  const needs = exchanges
    .filter(({ error }) => error === undefined || !HOPELESS.has(error.name))
    .flatMap((exchange) => needsOfKept(exchange, catalogue))
  return { Version: '2012-10-17', Statement: statementsOf([...extra, ...needs]) }
}

const known = new Map([...operations, ...others].map((operation) => [operation.name, operation]))

function needsOfKept(exchange: KeptCall, catalogue: Catalogue): Need[] {
  const operation = known.get(exchange.operation)
  if (operation === undefined) return []
  const { model, region, http, request } = exchange
  const subject = {
    operation,
    region,
    session: new Session('suggest'),
    input: model === undefined ? {} : { modelId: model.sent },
    body: request.clipped ? undefined : parseJson(request.text),
    url: http.url,
    plane: http.service ?? operation.plane,
    ...(model?.foundation !== undefined && { foundation: model.foundation }),
  }
  return needsOf(subject, catalogue)
}

/** Models reached through a profile are only allowed through that profile. */
const THROUGH = ['bedrock:InferenceProfileArn', 'bedrock:PromptRouterArn']

interface Group {
  actions: Set<string>
  resources: Set<string>
  condition: JsonObject | undefined
}

/** Groups resources with the same action and condition, then actions with the same resources. */
function statementsOf(needs: readonly Need[]): JsonObject[] {
  const byAction = new Map<string, Group>()
  for (const { action, resource, context } of needs) {
    const condition = conditionOf(context)
    const group = groupOf(byAction, JSON.stringify([action, condition]), condition)
    group.actions.add(action)
    group.resources.add(resource)
  }
  const byResources = new Map<string, Group>()
  for (const { actions, resources, condition } of byAction.values()) {
    const sorted = [...resources].toSorted()
    const group = groupOf(byResources, JSON.stringify([sorted, condition]), condition)
    for (const action of actions) group.actions.add(action)
    for (const resource of sorted) group.resources.add(resource)
  }
  return [...byResources.values()].map(({ actions, resources, condition }) => ({
    Effect: 'Allow',
    Action: oneOrList(actions),
    Resource: oneOrList(resources),
    ...(condition !== undefined && { Condition: condition }),
  }))
}

function groupOf(groups: Map<string, Group>, key: string, condition: Group['condition']): Group {
  let group = groups.get(key)
  if (group === undefined) {
    groups.set(key, (group = { actions: new Set(), resources: new Set(), condition }))
  }
  return group
}

function conditionOf(context: Need['context']): JsonObject | undefined {
  const through = THROUGH.flatMap((key) => {
    const value = context[key]
    return typeof value === 'string' ? [[key, value] as const] : []
  })
  return through.length === 0 ? undefined : { ArnEquals: Object.fromEntries(through) }
}

function oneOrList(values: ReadonlySet<string>): string | string[] {
  const sorted = [...values].toSorted()
  return sorted.length === 1 ? (sorted[0] ?? '') : sorted
}
