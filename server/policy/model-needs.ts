import { bedrockArn, isArn } from '../aws/arn.ts'
import { applicationProfiles } from '../models/application-profiles.ts'
import { textMember } from '../bedrock/members.ts'
import { resolveEither } from '../models/mantle.ts'
import type { Catalogue } from '../models/models.ts'
import { isObject } from '../json.ts'
import { foundationArn, guardrailOf, tagsOf } from './subject.ts'
import type { Need, PolicySubject } from './subject.ts'
import type { Model } from '../models/model.ts'

/** The permissions for a model call; with a profile, for the profile and each model it routes to. */
export function modelNeeds(
  sent: string,
  action: string,
  subject: PolicySubject,
  catalogue: Catalogue,
): Need[] {
  const { operation, region, session } = subject
  const model =
    operation.door === undefined
      ? catalogue.resolve(sent, region, session)
      : resolveEither(catalogue, sent, region, session)
  const context = askedFor(subject, catalogue.account)
  const need = (resource: string, more: Need['context'] = {}): Need => ({
    action: `bedrock:${action}`,
    resource,
    context: { ...context, ...more },
  })
  const own = ownArn(model, subject, catalogue.account)
  const behind = modelsBehind(model, own, subject, catalogue)
  if (own === undefined) return behind.map((arn) => need(arn))
  const by = BY[model.kind]
  const through = by === undefined ? {} : { [by]: own }
  const first: Need =
    model.kind === 'prompt'
      ? { action: 'bedrock:RenderPrompt', resource: own, context: {} }
      : need(own, tagsOf(own, subject))
  return [first, ...behind.map((arn) => need(arn, through))]
}

/** The condition key for how a model was reached. */
const BY: Partial<Record<Model['kind'], string>> = {
  profile: 'bedrock:InferenceProfileArn',
  'application-profile': 'bedrock:InferenceProfileArn',
  router: 'bedrock:PromptRouterArn',
}

/** The ARN of the resource in the request, unless it is a foundation model. */
function ownArn(
  { kind, sent, resource, profile }: Model,
  { region }: PolicySubject,
  account: string,
): string | undefined {
  if (kind === 'foundation') return undefined
  if (isArn(sent)) return sent
  if (kind === 'profile') return bedrockArn('inference-profile', profile ?? sent, region, account)
  if (kind !== 'application-profile') return foundationArn(sent, { region })
  const [type = '', id = ''] = resource.split('/')
  return bedrockArn(type, id, region, account)
}

function modelsBehind(
  { kind, foundation, profile, sent }: Model,
  own: string | undefined,
  subject: PolicySubject,
  catalogue: Catalogue,
): readonly string[] {
  const { region, session } = subject
  const model = foundation ?? subject.foundation
  const here = model === undefined ? [] : [bedrockArn('foundation-model', model, region)]
  if (kind === 'foundation') return isArn(sent) ? [sent] : here
  if (kind === 'profile') {
    const profileEntry = catalogue
      .profiles(region)
      .find((one) => one.inferenceProfileId === profile)
    return profileEntry?.models.map(({ modelArn }) => modelArn) ?? here
  }
  if (kind === 'application-profile') {
    const id = own?.slice(own.indexOf('/') + 1) ?? ''
    return session.get(applicationProfiles).get(id)?.modelArns ?? here
  }
  return kind === 'router' || kind === 'prompt' ? here : []
}

/** Other request members, as condition keys. */
function askedFor(subject: PolicySubject, account: string): Need['context'] {
  const { body, input } = subject
  const tier = isObject(body) ? textMember(body['serviceTier'], 'type') : undefined
  const guardrail = guardrailOf(subject, account)
  return {
    // Requests without a tier get the default one.
    'bedrock:ServiceTier': tier ?? textMember(input, 'serviceTier') ?? 'default',
    ...(guardrail !== undefined && {
      'bedrock:GuardrailIdentifier':
        guardrail.version === 'DRAFT' ? guardrail.arn : `${guardrail.arn}:${guardrail.version}`,
    }),
  }
}
