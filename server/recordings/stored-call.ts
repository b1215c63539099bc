import type { Catalogue } from '../models/models.ts'
import { isObject } from '../json.ts'
import { callOf } from '../bedrock/call.ts'
import type { Call } from '../bedrock/types.ts'
import { Session } from '../sessions.ts'
import { bringMedia } from './recorded-response.ts'
import { membersOf } from './recording.ts'
import type { Recording } from './recording.ts'

export interface AskAgain {
  catalogue: Catalogue
  region: string
  /** Replaces the recorded model. */
  model?: string | undefined
}

/** Turns a recorded request into a call that can be sent again, with the media restored. */
export function storedCall(recording: Recording, { catalogue, region, model }: AskAgain): Call {
  const { operation, headers } = recording
  const url =
    model === undefined || recording.model === '' || operation.door !== undefined
      ? recording.path
      : operation.path.replace('{modelId}', encodeURIComponent(model))
  const whole =
    recording.body === undefined || typeof recording.body === 'string'
      ? recording.body
      : bringMedia(recording.body, recording.file)
  const body =
    operation.door !== undefined && model !== undefined && isObject(whole)
      ? { ...whole, model }
      : whole
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return callOf({
    id: recording.name,
    operation,
    session: new Session('record'),
    region: recording.region || region,
    receivedAt: Date.now(),
    http: { version: '1.1', method: recording.method, url, headers },
    raw: Buffer.from(text),
    input: { ...membersOf(operation, url, headers), ...modelInput(model ?? recording.model) },
    catalogue,
  })
}

const modelInput = (modelId: string) => (modelId === '' ? {} : { modelId })
