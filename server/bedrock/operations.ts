import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import * as apply from './apply-guardrail.ts'
import * as catalogue from './catalogue.ts'
import * as converse from './converse.ts'
import { doorOperations } from './doors/operations.ts'
import * as countTokens from './count-tokens.ts'
import * as enforced from './enforced-guardrails.ts'
import { eventStream } from '../framing/event-stream.ts'
import * as guardrails from './guardrails.ts'
import { writeArriving as writeArrivingEvents } from './converse-writer.ts'
import * as invoke from './invoke.ts'
import * as profiles from './profiles.ts'
import { offered, services } from './service.ts'
import * as rerank from './rerank.ts'
import * as tags from './tags.ts'
import type { Operation, OperationRow } from './types.ts'

/** The operations of Bedrock's own API. To add one, add a row here and the functions it refers to. */
const rows: readonly OperationRow[] = [
  {
    name: 'Converse',
    group: 'converse',
    action: 'InvokeModel',
    reads: true,
    read: converse.read,
    write: converse.writeBody,
  },
  {
    name: 'ConverseStream',
    group: 'converse',
    action: 'InvokeModelWithResponseStream',
    reads: true,
    streams: true,
    framing: eventStream,
    read: converse.read,
    write: converse.writeEvents,
    writer: writeArrivingEvents,
  },
  {
    name: 'InvokeModel',
    group: 'invoke',
    reads: true,
    native: true,
    read: invoke.read,
    write: invoke.writeBody,
  },
  {
    name: 'InvokeModelWithResponseStream',
    group: 'invoke',
    reads: true,
    streams: true,
    framing: eventStream,
    native: true,
    read: invoke.read,
    write: invoke.writeChunks,
    writer: invoke.writeArriving,
  },
  {
    name: 'CountTokens',
    group: 'count',
    reads: true,
    read: countTokens.read,
    local: countTokens.count,
  },
  {
    name: 'Rerank',
    group: 'rerank',
    reads: true,
    modelOf: rerank.modelOf,
    read: rerank.read,
    write: rerank.write,
  },
  {
    name: 'ApplyGuardrail',
    group: 'apply-guardrail',
    reads: true,
    read: apply.read,
    local: apply.applyGuardrail,
  },
  {
    name: 'ListFoundationModels',
    group: 'models',
    reads: true,
    local: catalogue.listFoundationModels,
  },
  { name: 'GetFoundationModel', group: 'model', reads: true, local: catalogue.getFoundationModel },
  {
    name: 'GetFoundationModelAvailability',
    group: 'availability',
    reads: true,
    local: catalogue.getFoundationModelAvailability,
  },
  {
    name: 'ListInferenceProfiles',
    group: 'profiles',
    reads: true,
    local: profiles.listInferenceProfiles,
  },
  {
    name: 'GetInferenceProfile',
    group: 'profile',
    reads: true,
    local: profiles.getInferenceProfile,
  },
  {
    name: 'CreateInferenceProfile',
    group: 'create-profile',
    reads: false,
    local: profiles.createInferenceProfile,
  },
  {
    name: 'DeleteInferenceProfile',
    group: 'delete-profile',
    reads: false,
    local: profiles.deleteInferenceProfile,
  },
  {
    name: 'CreateGuardrail',
    group: 'create-guardrail',
    reads: false,
    local: guardrails.createGuardrail,
  },
  { name: 'GetGuardrail', group: 'guardrail', reads: true, local: guardrails.getGuardrail },
  { name: 'ListGuardrails', group: 'guardrails', reads: true, local: guardrails.listGuardrails },
  {
    name: 'UpdateGuardrail',
    group: 'update-guardrail',
    reads: false,
    local: guardrails.updateGuardrail,
  },
  {
    name: 'CreateGuardrailVersion',
    group: 'create-guardrail-version',
    reads: false,
    local: guardrails.createGuardrailVersion,
  },
  {
    name: 'DeleteGuardrail',
    group: 'delete-guardrail',
    reads: false,
    local: guardrails.deleteGuardrail,
  },
  {
    name: 'PutEnforcedGuardrailConfiguration',
    group: 'put-enforced-guardrail',
    reads: false,
    local: enforced.putEnforcedGuardrailConfiguration,
  },
  {
    name: 'ListEnforcedGuardrailsConfiguration',
    group: 'enforced-guardrails',
    reads: true,
    local: enforced.listEnforcedGuardrailsConfiguration,
  },
  {
    name: 'DeleteEnforcedGuardrailConfiguration',
    group: 'delete-enforced-guardrail',
    reads: false,
    local: enforced.deleteEnforcedGuardrailConfiguration,
  },
  { name: 'ListTagsForResource', group: 'tags', reads: true, local: tags.listTagsForResource },
  { name: 'TagResource', group: 'tag', reads: false, local: tags.tagResource },
  { name: 'UntagResource', group: 'untag', reads: false, local: tags.untagResource },
]

/** The rows of AWS's own API joined with its model. Throws for a row that is not in the model, or that cannot answer. */
const modelled: readonly Operation[] = rows.map((row) => {
  const service = services.get(row.name)
  if (service === undefined) throw new Error(`${row.name} is not an operation of Bedrock`)
  if (row.local === undefined && (row.read === undefined || row.write === undefined)) {
    throw new Error(`${row.name} has no function that answers it`)
  }
  if (row.streams === true && row.framing === undefined) {
    throw new Error(`${row.name} streams without a framing`)
  }
  return { ...service, ...row }
})

/** All supported operations: Bedrock's own API, and those of OpenAI and Anthropic that lead to the same models. */
export const operations: readonly Operation[] = [...modelled, ...doorOperations]

/** The operations that a message of a model answers, and those of them that stream. */
export const chatOperations: readonly Operation[] = operations.filter(
  ({ read, write, modelOf, door }) =>
    read !== undefined && write !== undefined && (modelOf === undefined || door !== undefined),
)

const modelInBody = (body: Json | undefined): string | undefined =>
  isObject(body) && typeof body['modelId'] === 'string' ? body['modelId'] : undefined

/** AWS operations that this server recognizes but does not support. */
export const others: readonly Operation[] = offered(new Set(rows.map((row) => row.name))).map(
  (service) => ({
    ...service,
    group: service.name,
    // Record forwards what reads, and what asks a model or a guardrail. StartAsyncInvoke is among these: like Converse
    // it makes something for money, and what an app polls for afterwards replays only if its beginning was recorded.
    reads: /^(?:Get|List|Apply|InvokeGuardrail|StartAsync)/.test(service.name),
    ...(service.name.includes('Bidirectional') && { duplex: true }),
    ...(service.name === 'StartAsyncInvoke' && { modelOf: modelInBody }),
  }),
)
