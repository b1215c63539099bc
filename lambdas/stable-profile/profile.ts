import {
  ConflictException,
  CreateInferenceProfileCommand,
  paginateListInferenceProfiles,
} from '@aws-sdk/client-bedrock'
import type { BedrockClient } from '@aws-sdk/client-bedrock'
import { foundationModelOf } from '../model-facts.ts'

export interface ProfileOptions {
  /** The purpose of the profile; its name consists of this and the model. */
  application: string
  modelId: string
  tags: Readonly<Record<string, string>>
  /** The ARN of the running function, which contains partition, region and account. */
  functionArn: string
}

export interface Profile {
  profileArn: string
  name: string
  created: boolean
}

/** Finds the application inference profile of a model, or creates it. */
export async function ensureProfile(
  client: BedrockClient,
  options: ProfileOptions,
): Promise<Profile> {
  const name = profileName(options)
  const existing = await findProfile(client, name)
  if (existing !== undefined) return { profileArn: existing, name, created: false }
  try {
    const { inferenceProfileArn = '' } = await client.send(
      new CreateInferenceProfileCommand({
        inferenceProfileName: name,
        modelSource: { copyFrom: sourceArn(options) },
        tags: Object.entries(options.tags).map(([key, value]) => ({ key, value })),
      }),
    )
    return { profileArn: inferenceProfileArn, name, created: true }
  } catch (error) {
    // Another instance of this function was faster.
    const winner = error instanceof ConflictException && (await findProfile(client, name))
    if (typeof winner === 'string') return { profileArn: winner, name, created: false }
    throw error
  }
}

async function findProfile(client: BedrockClient, name: string): Promise<string | undefined> {
  for await (const { inferenceProfileSummaries = [] } of paginateListInferenceProfiles(
    { client },
    { typeEquals: 'APPLICATION' },
  )) {
    const profile = inferenceProfileSummaries.find((one) => one.inferenceProfileName === name)
    if (profile !== undefined) return profile.inferenceProfileArn
  }
  return undefined
}

/** A profile keeps its model for life, so its name contains the model: `support-nova-micro-v1-0`. */
function profileName({ application, modelId }: ProfileOptions): string {
  const model = foundationModelOf(modelId).replace(/^\w+\./, '')
  return `${application}-${model}`.replaceAll(/[^\w-]+/g, '-').slice(0, 64)
}

/** The source of a profile is an ARN: of a model, or of a system profile such as us.amazon.nova-lite-v1:0. */
function sourceArn({ modelId, functionArn }: ProfileOptions): string {
  if (modelId.startsWith('arn:')) return modelId
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':')
  return foundationModelOf(modelId) === modelId
    ? `arn:${partition}:bedrock:${region}::foundation-model/${modelId}`
    : `arn:${partition}:bedrock:${region}:${account}:inference-profile/${modelId}`
}
