import { bedrockArn, isArn } from '../aws/arn.ts'
import { textMember } from '../bedrock/members.ts'
import type { Plane } from '../bedrock/service.ts'
import type { Catalogue } from '../models/models.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { mantleNeeds } from './mantle-needs.ts'
import { modelNeeds } from './model-needs.ts'
import { foundationArn, guardrailArn, guardrailOf, memberOf, tagsOf } from './subject.ts'
import type { Need, PolicySubject } from './subject.ts'

type Find = (subject: PolicySubject, catalogue: Catalogue) => readonly string[]

const REGION_WIDE: Find = () => ['*']

/** The resources that an operation without a model is checked on. */
const RESOURCES: Readonly<Record<string, Find>> = {
  GetFoundationModel: (subject) => [foundationArn(memberOf(subject, 'modelIdentifier'), subject)],
  ListInferenceProfiles: ({ region }, { account }) => [
    bedrockArn('inference-profile', '*', region, account),
  ],
  GetInferenceProfile: profileOf,
  DeleteInferenceProfile: profileOf,
  CreateInferenceProfile: (subject, { account }) => {
    const source = isObject(subject.body) ? subject.body['modelSource'] : undefined
    const copied = textMember(source, 'copyFrom')
    return [
      bedrockArn('application-inference-profile', '*', subject.region, account),
      ...(copied === undefined ? [] : [copied]),
    ]
  },
  ListTagsForResource: taggedOf,
  TagResource: taggedOf,
  UntagResource: taggedOf,
  // For a suggestion, if its body was not read: its model is unknown.
  StartAsyncInvoke: (subject) => [foundationArn('*', subject)],
  ApplyGuardrail: namedGuardrail,
  CreateGuardrail: ({ region }, { account }) => [guardrailArn('*', region, account)],
  GetGuardrail: namedGuardrail,
  UpdateGuardrail: namedGuardrail,
  CreateGuardrailVersion: namedGuardrail,
  DeleteGuardrail: namedGuardrail,
}

/** The permissions that a call needs, in the order in which AWS reports missing ones. */
export function needsOf(subject: PolicySubject, catalogue: Catalogue): Need[] {
  if (subject.plane === 'mantle') return mantleNeeds(subject, catalogue)
  const { name } = subject.operation
  // AWS documents InvokeModel as the permission of StartAsyncInvoke.
  const action = name === 'StartAsyncInvoke' ? 'InvokeModel' : (subject.operation.action ?? name)
  const asyncModelId = name === 'StartAsyncInvoke' ? textMember(subject.body, 'modelId') : undefined
  const model = asyncModelId ?? memberOf(subject, 'modelId')
  if (asyncModelId !== undefined || (model !== '' && subject.operation.plane !== 'control')) {
    // Rerank needs its own permission, which has no resource, and the one for the model.
    if (name === 'Rerank')
      return [
        { action: 'bedrock:Rerank', resource: '*', context: {}, unnamed: true },
        ...modelNeeds(model, 'InvokeModel', subject, catalogue),
      ]
    return [...modelNeeds(model, action, subject, catalogue), ...guardrail(subject, catalogue)]
  }
  const find = RESOURCES[name] ?? REGION_WIDE
  const needs = find(subject, catalogue).map((resource): Need => ({
    action: `bedrock:${action}`,
    resource,
    context: { ...tags(subject), ...tagsOf(resource, subject) },
    ...(resource === '*' && { unnamed: true }),
  }))
  // A guardrail that is created with tags takes the permission to tag as well.
  const tagged = name === 'CreateGuardrail' && listOf(subject.body, 'tags').length > 0
  return tagged
    ? [...needs, ...needs.map((need) => ({ ...need, action: 'bedrock:TagResource' }))]
    : needs
}

/** Bearer keys need their own permission first. */
export function bearerNeed(kind: 'SHORT_TERM' | 'LONG_TERM', plane?: Plane): Need {
  const service = plane === 'mantle' ? 'bedrock-mantle' : 'bedrock'
  const context = { [`${service}:BearerTokenType`]: kind }
  return { action: `${service}:CallWithBearerToken`, resource: '*', context }
}

function guardrail(subject: PolicySubject, { account }: Catalogue): Need[] {
  const arn = guardrailOf(subject, account)?.arn
  return arn === undefined ? [] : [{ action: 'bedrock:ApplyGuardrail', resource: arn, context: {} }]
}

function namedGuardrail(subject: PolicySubject, { account }: Catalogue): string[] {
  return [guardrailArn(memberOf(subject, 'guardrailIdentifier'), subject.region, account)]
}

function profileOf(subject: PolicySubject, catalogue: Catalogue): string[] {
  const sent = memberOf(subject, 'inferenceProfileIdentifier')
  const system = catalogue.profiles(subject.region).some((one) => one.inferenceProfileId === sent)
  const type = system ? 'inference-profile' : 'application-inference-profile'
  return [isArn(sent) ? sent : bedrockArn(type, sent, subject.region, catalogue.account)]
}

function taggedOf({ body }: PolicySubject): string[] {
  return [textMember(body, 'resourceARN') ?? '*']
}

/** The tags that a request adds or removes. */
function tags({ body }: PolicySubject): Need['context'] {
  const context: Record<string, string | string[]> = {}
  const keys: string[] = []
  for (const tag of listOf(body, 'tags')) {
    const key = textMember(tag, 'key')
    if (key === undefined) continue
    keys.push(key)
    context[`aws:RequestTag/${key}`] = textMember(tag, 'value') ?? ''
  }
  for (const key of listOf(body, 'tagKeys')) if (typeof key === 'string') keys.push(key)
  return keys.length === 0 ? context : { ...context, 'aws:TagKeys': keys }
}

const listOf = (body: Json | undefined, name: string): Json[] => {
  const list = isObject(body) ? body[name] : undefined
  return Array.isArray(list) ? list : []
}
