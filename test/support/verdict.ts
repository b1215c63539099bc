import { evaluatePolicies } from '../../server/policy/evaluate.ts'
import type { PolicyRequest, PolicyVerdict } from '../../server/policy/evaluate.ts'
import { parsePolicies } from '../../server/policy/parse.ts'
import { policiesOf } from '../../server/policy/policy.ts'

export type Ask = Partial<PolicyRequest> & { resource?: string }

/** One case of a table: its description, the statements, the request, the decision. */
export type Row = [what: string, statements: object | object[], ask: Ask, expected: string]

export const micro = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0'
export const lite = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'
export const profile =
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0'
export const InvokeModel = 'bedrock:InvokeModel'

export const YES = 'allowed'
export const NO = 'implicit deny'
export const DENIED = 'explicit deny'

/** A statement that allows calls of Nova Micro; undefined removes an element. */
export const allow = (more: object = {}): object =>
  JSON.parse(
    JSON.stringify({ Effect: 'Allow', Action: InvokeModel, Resource: micro, ...more }),
  ) as object
export const deny = (more: object = {}): object => allow({ ...more, Effect: 'Deny' })
export const when = (Condition: object): object => allow({ Condition })

/** The verdict of a policy with these statements on anna, who calls Nova Micro by default. */
export function verdict(
  statements: object | object[],
  { resource = micro, ...ask }: Ask = {},
  Version = '2012-10-17',
): PolicyVerdict {
  const policies = parsePolicies({ Version, Statement: statements }, 'policy.json')
  return evaluatePolicies(policiesOf(policies, ''), {
    principal: 'arn:aws:iam::123456789012:user/anna',
    action: InvokeModel,
    resources: [resource],
    context: {},
    ...ask,
  })
}
