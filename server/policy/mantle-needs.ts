import { partitionOf } from '../aws/region.ts'
import type { Catalogue } from '../models/models.ts'
import type { Need, PolicySubject } from './subject.ts'

// On bedrock-mantle, permissions are for projects, and models do not count: `bedrock:InvokeModel` does not help there.

/** IAM actions of operations that do not call a model; the others need CreateInference. */
const ACTIONS: Readonly<Record<string, string>> = {
  ListModels: 'ListModels',
  GetModel: 'GetModel',
  CountMessageTokens: 'CountTokens',
  GetResponse: 'GetInference',
  ListInputItems: 'GetInference',
  CancelResponse: 'CancelInference',
  DeleteResponse: 'DeleteInference',
  ListProjects: 'ListProjects',
  GetProject: 'GetProject',
  CreateProject: 'CreateProject',
  UpdateProject: 'UpdateProject',
  ArchiveProject: 'ArchiveProject',
  GetDataRetention: 'GetAccountDataRetention',
  PutDataRetention: 'PutAccountDataRetention',
}

const REGION_WIDE = new Set(['ListModels', 'ListProjects', 'CreateProject'])

export function mantleNeeds(subject: PolicySubject, { account }: Catalogue): Need[] {
  const { operation, region, project = 'default' } = subject
  const action = ACTIONS[operation.name] ?? 'CreateInference'
  const resource = `arn:${partitionOf(region)}:bedrock-mantle:${region}:${account}:project/${project}`
  return [
    {
      action: `bedrock-mantle:${action}`,
      resource: REGION_WIDE.has(action) ? '*' : resource,
      context: {},
      ...(REGION_WIDE.has(action) && { unnamed: true }),
    },
  ]
}
