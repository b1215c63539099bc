import { isArn } from '../aws/arn.ts'
import { planeOf } from '../bedrock/doors/host.ts'
import { operations, others } from '../bedrock/operations.ts'
import type { Operation } from '../bedrock/types.ts'
import type { Catalogue } from '../models/models.ts'
import { mantleModel } from '../models/mantle.ts'
import { didYouMeanModel } from '../models/near-model.ts'
import type { Session } from '../sessions.ts'
import { ConfigError } from '../settings/config.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { ask, denialOf, firstDenied } from './authorize.ts'
import type { PolicyVerdict } from './evaluate.ts'
import { bearerNeed, needsOf } from './needs.ts'
import type { Need } from './subject.ts'
import { policiesOf } from './policy.ts'
import type { Policies } from './policy.ts'
import { namedPrincipal } from './principal.ts'

/** A call to check. */
export interface PolicyQuestion {
  operation: Operation
  model: string | undefined
  role: string | undefined
  user: string | undefined
  bearer: boolean
  /** Condition keys and their values. */
  context: Readonly<Record<string, readonly string[]>>
  region: string
}

interface Checked {
  /** The verdict on each permission that the call needs. */
  verdicts: readonly { need: Need; verdict: PolicyVerdict }[]
  /** AWS's message, if the call is denied. */
  denial: string | undefined
  warnings: readonly string[]
}

/** Whether the policies allow a call, and why. */
export function checkCall(
  policies: Policies,
  { operation, model = '', role, user, region, ...question }: PolicyQuestion,
  { catalogue, session }: { catalogue: Catalogue; session: Session },
): Checked {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  if (model === '' && inPath.length > 0)
    throw new ConfigError(`${operation.name} needs a model or resource: give its id or ARN`)
  const bearer = question.bearer ? 'LONG_TERM' : undefined
  const owner = { ...(role !== undefined && { role }), ...(user !== undefined && { user }) }
  const { account } = catalogue
  const principal = namedPrincipal('you', owner, { account, region, bearer, byRole: false })
  const asker = { principal, account, region, surroundings: {} }
  const named = Object.fromEntries(inPath.map((name) => [name, model]))
  // Other doors have the model in the body, or stored with the response that the path names.
  const inBody = inPath.length === 0 || operation.door !== undefined
  const input = inBody ? { ...named, modelId: model } : named
  const takesModel = inBody || inPath.some((name) => NAMES_MODEL.test(name))
  const plane = planeOf({ operation, id: '', http: { url: operation.path, headers: [] }, input })
  const body = { modelId: model, resourceARN: model, modelSource: { copyFrom: model } }
  const url = operation.path
  const needs = [
    ...(bearer === undefined ? [] : [bearerNeed(bearer, plane)]),
    ...needsOf({ operation, region, session, plane, input, body, url }, catalogue),
  ].map((need) => ({ ...need, context: { ...need.context, ...question.context } }))
  const own = policiesOf(policies, role ?? '')
  const denied = firstDenied(needs, own, asker)
  return {
    verdicts: needs.map((need) => ({ need, verdict: ask(need, own, asker) })),
    denial: denied && denialOf(denied.need, denied.verdict, principal, { account, region }),
    warnings:
      model === '' || !takesModel || isKnown(model, { operation, region, catalogue, session })
        ? []
        : [
            `${model} is not a known model id or inference profile${didYouMeanModel(model, region, catalogue) || '.'} Bedrock rejects ids that do not exist, whatever the policy allows.`,
          ],
  }
}

const NAMES_MODEL = /^(?:modelId|modelIdentifier|inferenceProfileIdentifier)$/

/** ARNs may refer to resources of the user's account. */
function isKnown(
  model: string,
  {
    operation: { door },
    region,
    catalogue,
    session,
  }: { operation: Operation; region: string; catalogue: Catalogue; session: Session },
): boolean {
  if (isArn(model) || (door !== undefined && mantleModel(model) !== undefined)) return true
  const { kind, entry } = catalogue.resolve(model, region, session)
  return kind !== 'unknown' && (kind !== 'foundation' || entry !== undefined)
}

/** The operation of that name, in any case. */
export function operationNamed(name: string): Operation {
  const all = [...operations, ...others]
  const match = all.find((operation) => operation.name.toLowerCase() === name.toLowerCase())
  if (match !== undefined) return match
  const names = all.map((one) => one.name)
  throw new ConfigError(
    `unknown operation ${name}${didYouMean(name, names) || `; some are ${operations.map((one) => one.name).join(', ')}`}`,
  )
}
