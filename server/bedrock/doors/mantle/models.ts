import { AwsError } from '../../../aws/errors.ts'
import type { JsonObject } from '../../../json.ts'
import { mantleModel, mantleModels } from '../../../models/mantle.ts'
import type { MantleModel } from '../../../models/mantle.ts'
import { textMember } from '../../members.ts'
import type { Session } from '../../../sessions.ts'
import type { Call } from '../../types.ts'
import { retentionOf } from './projects.ts'

/** GET /v1/models. AWS shuffles the list for each call; here it is in one order. */
export function listModels({ session }: Call): JsonObject {
  return { data: mantleModels.map((row) => entryOf(row, row.id, session)), object: 'list' }
}

/** GET /v1/models/{model} */
export function getModel({ input, session }: Call): JsonObject {
  const id = textMember(input, 'modelId') ?? ''
  const row = mantleModel(id)
  if (row === undefined)
    throw new AwsError('ResourceNotFoundException', `The model '${id}' does not exist`)
  return entryOf(row, id, session)
}

/** Models that keep no data when asked to; GPT-5 cannot be asked. */
const KEEPS = /^openai\.gpt-[5-9]/

/** Observed in accounts that share no data with its provider. */
const SHARES = /claude-fable-5$/

function modesOf(id: string): string[] {
  if (SHARES.test(id)) return ['provider_data_share']
  return KEEPS.test(id)
    ? ['default', 'provider_data_share']
    : ['default', 'none', 'provider_data_share']
}

function entryOf({ created }: MantleModel, id: string, session: Session): JsonObject {
  const modes = modesOf(id)
  const available = modes.includes('default') || retentionOf(session) === 'provider_data_share'
  return {
    created,
    data_retention: { allowed_modes: modes, mode: 'default', source: 'model_default' },
    id,
    object: 'model',
    owned_by: 'system',
    ...(available
      ? { status: 'available' }
      : {
          status: 'unavailable',
          status_reason: "This model is not available under data retention mode 'default'.",
        }),
  }
}
