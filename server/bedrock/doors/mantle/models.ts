import { AwsError } from '../../../aws/errors.ts'
import type { JsonObject } from '../../../json.ts'
import { mantleModel, mantleModels } from '../../../models/mantle.ts'
import type { MantleModel } from '../../../models/mantle.ts'
import { textMember } from '../../members.ts'
import type { Call } from '../../types.ts'

/** GET /v1/models. AWS shuffles the list for each call; here it is in one order. */
export function listModels(): JsonObject {
  return { data: mantleModels.map((row) => entryOf(row, row.id)), object: 'list' }
}

/** GET /v1/models/{model} */
export function getModel({ input }: Call): JsonObject {
  const id = textMember(input, 'modelId') ?? ''
  const row = mantleModel(id)
  if (row === undefined)
    throw new AwsError('ResourceNotFoundException', `The model '${id}' does not exist`)
  return entryOf(row, id)
}

/** Models that keep no data when asked to; GPT-5 cannot be asked. */
const KEEPS = /^openai\.gpt-[5-9]/

function entryOf({ created }: MantleModel, id: string): JsonObject {
  const modes = KEEPS.test(id)
    ? ['default', 'provider_data_share']
    : ['default', 'none', 'provider_data_share']
  return {
    created,
    data_retention: { allowed_modes: modes, mode: 'default', source: 'model_default' },
    id,
    object: 'model',
    owned_by: 'system',
    status: 'available',
  }
}
