import { isArn } from '../aws/arn.ts'
import type { Catalogue } from '../models/models.ts'
import { planeOf } from '../bedrock/doors/host.ts'
import { mantleModel } from '../models/mantle.ts'
import { ConfigError } from '../settings/config.ts'
import { didYouMeanModel } from '../models/near-model.ts'
import { ask, denialOf, firstDenied } from '../policy/authorize.ts'
import { readPolicies } from '../policy/file.ts'
import { bearerNeed, needsOf } from '../policy/needs.ts'
import { policiesOf } from '../policy/policy.ts'
import { named } from '../policy/principal.ts'
import { Session } from '../sessions.ts'
import type { Operation } from '../bedrock/types.ts'

const SESSION = new Session('check')

export interface Question {
  file: string
  operation: Operation
  model: string | undefined
  role: string | undefined
  user: string | undefined
  bearer: boolean
  context: Readonly<Record<string, readonly string[]>>
  region: string
  catalogue: Catalogue
}

/** Prints for each permission that the call needs whether the policy grants it, and why. */
export function check(question: Question): number {
  const { file, operation, model = '', role, user, region, catalogue } = question
  const policies = readPolicies(file)
  for (const note of policies.notes) process.stderr.write(`note: ${note}\n`)
  if (policies.kind === 'roles' && role === undefined) {
    throw new ConfigError(
      `${file} has policies by role: --role must be one of ${[...policies.roles.keys()].join(', ')}`,
    )
  }
  if (policies.kind === 'roles' && role !== undefined && !policies.roles.has(role)) {
    const known = [...policies.roles.keys()].join(', ')
    process.stderr.write(`note: ${file} has no policy for ${role}, only for ${known}\n`)
  }
  if (model === '' && /\{\w+\}/.test(operation.path)) {
    throw new ConfigError(
      `${operation.name} needs a model or resource: give its id or ARN with --model`,
    )
  }
  if (model !== '' && !isKnown(model, operation, region, catalogue))
    process.stderr.write(
      `warning: ${model} is not a known model id or inference profile${didYouMeanModel(model, region, catalogue) || '.'} Bedrock rejects ids that do not exist, whatever the policy allows.\n`,
    )
  const bearer = question.bearer ? 'LONG_TERM' : undefined
  const owner = { ...(role !== undefined && { role }), ...(user !== undefined && { user }) }
  const { account } = catalogue
  const principal = named('you', owner, { account, region, bearer, byRole: false })
  const asker = { principal, account, region, surroundings: {} }
  const input = { modelId: model, modelIdentifier: model, inferenceProfileIdentifier: model }
  const plane = planeOf({ operation, id: '', http: { url: operation.path, headers: [] }, input })
  const needs = needsOf(
    {
      operation,
      region,
      session: SESSION,
      plane,
      input,
      body: { resourceARN: model, modelSource: { copyFrom: model } },
      url: operation.path,
    },
    catalogue,
  )
  const all = [...(bearer === undefined ? [] : [bearerNeed(bearer, plane)]), ...needs].map(
    (need) => ({
      ...need,
      context: { ...need.context, ...question.context },
    }),
  )
  const own = policiesOf(policies, role ?? '')
  for (const need of all) {
    const { decision, reason } = ask(need, own, asker)
    process.stdout.write(`${decision}: ${need.action} on ${need.resource}\n  ${reason}\n`)
  }
  const denied = firstDenied(all, own, asker)
  if (denied === undefined) return 0
  const message = denialOf(denied.need, denied.verdict, principal, { account, region })
  process.stdout.write(`\nBedrock would answer AccessDeniedException (403):\n  ${message}\n`)
  return 1
}

/** ARNs may refer to resources of the user's account. */
function isKnown(
  model: string,
  { door }: Operation,
  region: string,
  catalogue: Catalogue,
): boolean {
  if (isArn(model) || (door !== undefined && mantleModel(model) !== undefined)) return true
  const { kind, entry } = catalogue.resolve(model, region, SESSION)
  return kind !== 'unknown' && (kind !== 'foundation' || entry !== undefined)
}
