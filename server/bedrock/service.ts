import data from './service.gen.json' with { type: 'json' }

/** The location of an input member outside the body. */
export interface Binding {
  in: 'path' | 'query' | 'header'
  name: string
  type: string
}

/** The host that a request means: Bedrock Runtime serves the same APIs as bedrock-mantle, with differences. */
export type Host = 'runtime' | 'mantle'

/** Bedrock's services: Bedrock Runtime, Bedrock, Agents for Bedrock Runtime, and the OpenAI- and Anthropic-compatible host. */
export type Plane = 'runtime' | 'control' | 'agents' | 'mantle'

/** An operation in AWS's service model, or of OpenAI's and Anthropic's APIs. */
export interface ServiceOperation {
  name: string
  plane: Plane
  method: string
  /** `/model/{modelId}/converse` */
  path: string
  /** Other paths of the same operation. */
  alsoAt?: readonly string[]
  /** The status code on success. */
  status: number
  /** The input shape, for supported operations. */
  input?: string
  members?: Readonly<Record<string, Binding>>
}

export const services: ReadonlyMap<string, ServiceOperation> = new Map(
  Object.entries(data as Record<string, Omit<ServiceOperation, 'name'>>).map(([name, row]) => [
    name,
    { name, ...row },
  ]),
)

/** AWS's operations other than the given ones. */
export function offered(except: ReadonlySet<string>): ServiceOperation[] {
  return [...services.values()].filter(({ name }) => !except.has(name))
}

/** A supported operation. */
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
  | 'PutEnforcedGuardrailConfiguration'
  | 'ListEnforcedGuardrailsConfiguration'
  | 'DeleteEnforcedGuardrailConfiguration'
  | 'ListTagsForResource'
  | 'TagResource'
  | 'UntagResource'
  | 'ChatCompletions'
  | 'ChatCompletionsStream'
  | 'Responses'
  | 'ResponsesStream'
  | 'GetResponse'
  | 'DeleteResponse'
  | 'CancelResponse'
  | 'ListInputItems'
  | 'Messages'
  | 'MessagesStream'
  | 'CountMessageTokens'
  | 'ListModels'
  | 'GetModel'
  | 'ListFiles'
  | 'ListFineTuningJobs'
  | 'ListBatches'
  | 'CreateBatch'
  | 'ListProjects'
  | 'CreateProject'
  | 'GetProject'
  | 'UpdateProject'
  | 'ArchiveProject'
  | 'GetDataRetention'
  | 'PutDataRetention'
