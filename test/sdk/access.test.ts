import {
  GetFoundationModelAvailabilityCommand,
  ListFoundationModelsCommand,
} from '@aws-sdk/client-bedrock'
import * as exceptions from '@aws-sdk/client-bedrock-runtime'
import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const messages = userSays('hello')
const ask = (id = modelId) => new ConverseCommand({ modelId: id, messages })
const withModel = (override: object) => startServer({ models: { [modelId]: override } })

test.each([
  [
    { access: 'denied' },
    exceptions.AccessDeniedException,
    403,
    "You don't have access to the model with the specified model ID.",
  ],
  [
    { access: 'useCaseFormMissing' },
    exceptions.ResourceNotFoundException,
    404,
    'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
  ],
  [
    { lifecycle: 'legacy' },
    exceptions.ResourceNotFoundException,
    404,
    'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock',
  ],
  [
    { lifecycle: 'endOfLife' },
    exceptions.ResourceNotFoundException,
    404,
    'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
  ],
  [
    { onDemand: false },
    exceptions.ValidationException,
    400,
    'Invocation of model ID amazon.nova-micro-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
  ],
  [
    { regions: ['eu-west-1'] },
    exceptions.ValidationException,
    400,
    'The provided model identifier is invalid.',
  ],
  [
    { notReady: true },
    exceptions.ModelNotReadyException,
    429,
    'Model is not ready for inference. Wait and try your request again. Refer to https://docs.aws.amazon.com/bedrock/latest/userguide/invoke-imported-model.html#handle-model-not-ready-exception.',
  ],
] as const)('%j is refused as AWS does', async (override, type, status, message) => {
  await using server = await withModel(override)
  const client = server.client({ maxAttempts: 1 })
  for (const command of [
    ask(),
    new InvokeModelCommand({ modelId, body: JSON.stringify({ messages }) }),
  ]) {
    const error: unknown = await client
      .send(command as ConverseCommand)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ message, $metadata: { httpStatusCode: status } })
  }
  expect((await client.send(ask('amazon.nova-lite-v1:0'))).stopReason).toBe('end_turn')
})

test('a model that is only available through profiles answers through them', async () => {
  await using server = await withModel({ onDemand: false })
  expect((await server.runtime.send(ask(`us.${modelId}`))).stopReason).toBe('end_turn')
})

test('denied access to a model also applies to its profiles', async () => {
  await using server = await withModel({ access: 'denied' })
  await expect(server.runtime.send(ask(`us.${modelId}`))).rejects.toThrow(
    exceptions.AccessDeniedException,
  )
})

test('a loading model becomes ready after its delay, in each session from its first call', async () => {
  await using server = await withModel({ notReady: 30 })
  const client = server.client({ maxAttempts: 1 })
  const late = server.client({
    maxAttempts: 1,
    credentials: { accessKeyId: 'late', secretAccessKey: 'x' },
  })
  await expect(client.send(ask())).rejects.toThrow(exceptions.ModelNotReadyException)
  server.clock.advance(29_000)
  await expect(client.send(ask())).rejects.toThrow(exceptions.ModelNotReadyException)
  await expect(late.send(ask())).rejects.toThrow(exceptions.ModelNotReadyException)
  server.clock.advance(1_500)
  expect((await client.send(ask())).stopReason).toBe('end_turn')
  await expect(late.send(ask())).rejects.toThrow(exceptions.ModelNotReadyException)
})

test('a client with default settings waits until a model is ready', async () => {
  await using server = await withModel({ notReady: 0.001 })
  const answer = await server.runtime.send(ask())
  expect(answer.$metadata.attempts).toBe(2)
})

test('the regions of a model appear in the catalogue', async () => {
  await using server = await withModel({ regions: ['eu-west-1', 'eu-north-1'] })
  const { modelSummaries = [] } = await server.control.send(new ListFoundationModelsCommand({}))
  expect(modelSummaries.map((summary) => summary.modelId)).not.toContain(modelId)
  const availability = await server.control.send(
    new GetFoundationModelAvailabilityCommand({ modelId }),
  )
  expect(availability.regionAvailability).toBe('NOT_AVAILABLE')
  expect((await server.client({ region: 'eu-north-1' }).send(ask())).stopReason).toBe('end_turn')
})

test('model access appears in the availability of a model', async () => {
  await using server = await withModel({ access: 'useCaseFormMissing' })
  const availability = await server.control.send(
    new GetFoundationModelAvailabilityCommand({ modelId }),
  )
  expect(availability).toMatchObject({
    authorizationStatus: 'AUTHORIZED',
    entitlementAvailability: 'NOT_AVAILABLE',
  })
})
