import { expect, test } from 'vitest'
import { operations } from '../../../server/bedrock/operations.ts'
import type { OperationName } from '../../../server/bedrock/service.ts'

test('the type of a fixture names the operations that this server answers', () => {
  const named: Record<OperationName, true> = {
    Converse: true,
    ConverseStream: true,
    InvokeModel: true,
    InvokeModelWithResponseStream: true,
    CountTokens: true,
    Rerank: true,
    ApplyGuardrail: true,
    ListFoundationModels: true,
    GetFoundationModel: true,
    GetFoundationModelAvailability: true,
    ListInferenceProfiles: true,
    GetInferenceProfile: true,
    CreateInferenceProfile: true,
    DeleteInferenceProfile: true,
    CreateGuardrail: true,
    GetGuardrail: true,
    ListGuardrails: true,
    UpdateGuardrail: true,
    CreateGuardrailVersion: true,
    DeleteGuardrail: true,
    ListTagsForResource: true,
    TagResource: true,
    UntagResource: true,
    ChatCompletions: true,
    ChatCompletionsStream: true,
    ListModels: true,
    GetModel: true,
    ListFiles: true,
    ListFineTuningJobs: true,
    ListBatches: true,
    CreateBatch: true,
    ListProjects: true,
    CreateProject: true,
    GetProject: true,
    UpdateProject: true,
    ArchiveProject: true,
    GetDataRetention: true,
    PutDataRetention: true,
  }
  expect(Object.keys(named)).toEqual(operations.map(({ name }) => name))
})
