import {
  BedrockClient,
  ConflictException,
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetFoundationModelAvailabilityCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  TooManyTagsException,
  UntagResourceCommand,
  ValidationException,
  paginateListInferenceProfiles,
} from '@aws-sdk/client-bedrock'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Server
let control: BedrockClient
beforeAll(async () => {
  server = await startServer({
    models: {
      'amazon.nova-premier-v1:0': { access: 'denied' },
      'acme.model-v1:0': { family: 'claude' },
    },
  })
  control = server.control
})
afterAll(() => server[Symbol.asyncDispose]())

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('foundation models', () => {
  test('are listed, including those of the config', async () => {
    const { modelSummaries = [], $metadata } = await control.send(
      new ListFoundationModelsCommand({}),
    )
    expect($metadata).toMatchObject({
      httpStatusCode: 200,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(
      modelSummaries.find(({ modelId }) => modelId === 'amazon.nova-micro-v1:0'),
    ).toMatchObject({
      modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
      modelName: 'Nova Micro',
      providerName: 'Amazon',
      modelLifecycle: { status: 'ACTIVE' },
    })
    expect(modelSummaries.map(({ modelId }) => modelId)).toContain('acme.model-v1:0')
  })

  test('are filtered by provider, modality, inference type and customization', async () => {
    const { modelSummaries = [] } = await control.send(
      new ListFoundationModelsCommand({
        byProvider: 'Stability AI',
        byOutputModality: 'IMAGE',
      }),
    )
    expect(modelSummaries.length).toBeGreaterThan(5)
    expect(modelSummaries.every(({ providerName }) => providerName === 'Stability AI')).toBe(true)
    const tuned = await control.send(
      new ListFoundationModelsCommand({
        byProvider: 'amazon',
        byCustomizationType: 'DISTILLATION',
        byInferenceType: 'PROVISIONED',
      }),
    )
    expect(tuned.modelSummaries?.map(({ modelId }) => modelId)).toContain(
      'amazon.nova-pro-v1:0:300k',
    )
  })

  test('an invalid filter is rejected with the message of the service model', async () => {
    const error = await failure(
      control.send(new ListFoundationModelsCommand({ byOutputModality: 'SMELL' as 'TEXT' })),
    )
    expect(error).toBeInstanceOf(ValidationException)
    expect(error).toMatchObject({ message: expect.stringContaining("'byOutputModality'") })
  })

  test.each([
    'anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
  ])('%s is described', async (modelIdentifier) => {
    const { modelDetails } = await control.send(new GetFoundationModelCommand({ modelIdentifier }))
    expect(modelDetails).toMatchObject({
      modelName: 'Claude 3 Haiku',
      responseStreamingSupported: true,
    })
  })

  test('an unknown one is a typed not-found error with a request id', async () => {
    const error = await failure(
      control.send(new GetFoundationModelCommand({ modelIdentifier: 'acme.nothing' })),
    )
    expect(error).toBeInstanceOf(ResourceNotFoundException)
    expect(error).toMatchObject({
      message: 'Model not found.',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
  })

  test('report whether they are available', async () => {
    const ask = (modelId: string) =>
      control.send(new GetFoundationModelAvailabilityCommand({ modelId }))
    expect(await ask('amazon.nova-micro-v1:0')).toMatchObject({
      modelId: 'amazon.nova-micro-v1:0',
      agreementAvailability: { status: 'AVAILABLE' },
      authorizationStatus: 'AUTHORIZED',
      entitlementAvailability: 'AVAILABLE',
      regionAvailability: 'AVAILABLE',
    })
    expect(await ask('amazon.nova-premier-v1:0')).toMatchObject({
      authorizationStatus: 'NOT_AUTHORIZED',
    })
    expect(await failure(ask('acme.nothing-v1:0'))).toBeInstanceOf(ResourceNotFoundException)
  })
})

describe('system profiles', () => {
  test('are the regional and the global ones, with dates', async () => {
    const { inferenceProfileSummaries = [], nextToken } = await control.send(
      new ListInferenceProfilesCommand({}),
    )
    expect(nextToken).toBeUndefined()
    expect(inferenceProfileSummaries.every(({ type }) => type === 'SYSTEM_DEFINED')).toBe(true)
    expect(inferenceProfileSummaries.every(({ createdAt }) => createdAt instanceof Date)).toBe(true)
    const ids = inferenceProfileSummaries.map(({ inferenceProfileId = '' }) => inferenceProfileId)
    expect(new Set(ids.map((id) => id.slice(0, id.indexOf('.'))))).toEqual(
      new Set(['us', 'global']),
    )
  })

  test("belong to the region of the client's signature", async () => {
    const tokyo = new BedrockClient({
      endpoint: server.url,
      region: 'ap-northeast-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    })
    const { inferenceProfileSummaries = [] } = await tokyo.send(
      new ListInferenceProfilesCommand({}),
    )
    tokyo.destroy()
    expect(
      inferenceProfileSummaries.map(({ inferenceProfileArn }) => inferenceProfileArn),
    ).toContain(
      'arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/jp.anthropic.claude-sonnet-4-6',
    )
  })

  test("AWS's own paginator lists them all", async () => {
    const ids: (string | undefined)[] = []
    let pages = 0
    for await (const page of paginateListInferenceProfiles({ client: control, pageSize: 20 }, {})) {
      pages++
      ids.push(
        ...(page.inferenceProfileSummaries ?? []).map(
          ({ inferenceProfileId }) => inferenceProfileId,
        ),
      )
    }
    const all = await control.send(new ListInferenceProfilesCommand({}))
    expect(ids).toEqual(
      all.inferenceProfileSummaries?.map(({ inferenceProfileId }) => inferenceProfileId),
    )
    expect(pages).toBe(Math.ceil(ids.length / 20))
  })

  test('a bad token or page size is rejected', async () => {
    for (const input of [{ nextToken: 'nonsense' }, { maxResults: 0 }, { maxResults: 1001 }]) {
      expect(await failure(control.send(new ListInferenceProfilesCommand(input)))).toBeInstanceOf(
        ValidationException,
      )
    }
  })
})

describe('an application profile', () => {
  const copyFrom =
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6'
  const create = (inferenceProfileName: string, tags?: { key: string; value: string }[]) =>
    control.send(
      new CreateInferenceProfileCommand({
        inferenceProfileName,
        modelSource: { copyFrom },
        ...(tags && { tags }),
      }),
    )

  test('is created, answers, and is deleted', async () => {
    const made = await create('team blue')
    expect(made).toMatchObject({ status: 'ACTIVE', $metadata: { httpStatusCode: 201 } })
    const { inferenceProfileArn: arn = '' } = made
    const id = arn.slice(arn.indexOf('/') + 1)

    const profile = await control.send(
      new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }),
    )
    expect(profile).toMatchObject({
      inferenceProfileId: id,
      inferenceProfileName: 'team blue',
      type: 'APPLICATION',
    })
    expect(profile.models).toHaveLength(3)
    expect(profile.createdAt).toBeInstanceOf(Date)
    const listed = await control.send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    )
    expect(
      listed.inferenceProfileSummaries?.map(({ inferenceProfileArn }) => inferenceProfileArn),
    ).toEqual([arn])

    for (const modelId of [arn, id]) {
      const { output } = await server.runtime.send(
        new ConverseCommand({
          modelId,
          messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
        }),
      )
      expect(output?.message?.role).toBe('assistant')
    }

    const removed = await control.send(
      new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: id }),
    )
    expect(removed.$metadata.httpStatusCode).toBe(200)
    const gone = await failure(
      control.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn })),
    )
    expect(gone).toBeInstanceOf(ResourceNotFoundException)
  })

  test('has its own name', async () => {
    await create('twice')
    expect(await failure(create('twice'))).toBeInstanceOf(ConflictException)
  })

  test('carries tags', async () => {
    const { inferenceProfileArn: resourceARN } = await create('tagged', [
      { key: 'team', value: 'blue' },
    ])
    const tags = async () =>
      (await control.send(new ListTagsForResourceCommand({ resourceARN }))).tags
    expect(await tags()).toEqual([{ key: 'team', value: 'blue' }])
    await control.send(
      new TagResourceCommand({ resourceARN, tags: [{ key: 'cost', value: '42' }] }),
    )
    await control.send(new UntagResourceCommand({ resourceARN, tagKeys: ['team'] }))
    expect(await tags()).toEqual([{ key: 'cost', value: '42' }])

    const many = Array.from({ length: 60 }, (_, i) => ({ key: `key-${i}`, value: '' }))
    const error = await failure(control.send(new TagResourceCommand({ resourceARN, tags: many })))
    expect(error).toBeInstanceOf(TooManyTagsException)
    expect(error).toMatchObject({ resourceName: resourceARN, $metadata: { httpStatusCode: 400 } })
  })

  test('with a name that AWS would not accept is rejected', async () => {
    expect(await failure(create('no/slashes'))).toBeInstanceOf(ValidationException)
  })
})
