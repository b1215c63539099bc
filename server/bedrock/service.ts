import data from './service.gen.json' with { type: 'json' }

/** Where a member of an operation's input travels, when not in the body. */
export interface Binding {
  in: 'path' | 'query' | 'header'
  name: string
  type: string
}

/** An operation as AWS's service model has it. */
export interface ServiceOperation {
  name: string
  /** Which of Bedrock's services has it: Bedrock Runtime, Bedrock, or Agents for Bedrock Runtime. */
  plane: 'runtime' | 'control' | 'agents'
  method: string
  /** `/model/{modelId}/converse` */
  path: string
  /** The code of success. */
  status: number
  /** The input's shape; known for the operations that this server answers. */
  input?: string
  members?: Readonly<Record<string, Binding>>
}

export const services: ReadonlyMap<string, ServiceOperation> = new Map(
  Object.entries(data as Record<string, Omit<ServiceOperation, 'name'>>).map(([name, row]) => [
    name,
    { name, ...row },
  ]),
)

/** What AWS has beyond the given operations. */
export function offered(except: ReadonlySet<string>): ServiceOperation[] {
  return [...services.values()].filter(({ name }) => !except.has(name))
}

/** An operation that this server answers. */
export type OperationName =
  | 'Converse'
  | 'ConverseStream'
  | 'InvokeModel'
  | 'InvokeModelWithResponseStream'
  | 'CountTokens'
  | 'Rerank'
  | 'ApplyGuardrail'
  | 'ListFoundationModels'
  | 'GetFoundationModel'
  | 'GetFoundationModelAvailability'
  | 'ListInferenceProfiles'
  | 'GetInferenceProfile'
  | 'CreateInferenceProfile'
  | 'DeleteInferenceProfile'
  | 'CreateGuardrail'
  | 'GetGuardrail'
  | 'ListGuardrails'
  | 'UpdateGuardrail'
  | 'CreateGuardrailVersion'
  | 'DeleteGuardrail'
  | 'ListTagsForResource'
  | 'TagResource'
  | 'UntagResource'
