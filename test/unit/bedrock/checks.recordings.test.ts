import { describe, expect, it } from 'vitest'
import { errorBody, AwsError } from '../../../server/aws/errors.ts'
import { check } from '../../../server/bedrock/checks/index.ts'
import type { ModelOverrides } from '../../../server/models/models.ts'
import { operations } from '../../../server/bedrock/operations.ts'
import { parseJson } from '../../../server/json.ts'
import type { JsonObject } from '../../../server/json.ts'
import { callOf } from '../../support/calls.ts'
import { absent, readTraffic } from '../../support/traffic.ts'
import type { Traffic } from '../../support/traffic.ts'

const known = new Set(operations.map(({ name }) => name))
const all = readTraffic().filter(({ operation }) => known.has(operation))

/** Errors that cannot be predicted: credentials, quotas, access, and limits of a model's own server. */
const NOT_CLAIMED = [
  /security token/,
  /^Signature expired/,
  /^Too many requests/,
  /^You don't have access/,
  /^too many total text bytes/,
  /^The model returned the following errors: tools\.0\.custom/,
  /^tools\.0: Input tag/,
]

/** The recorders dropped the region; these were available on demand in the one they used, us-west-2. */
const ON_DEMAND: ModelOverrides = {
  'anthropic.claude-3-5-haiku-20241022-v1:0': { onDemand: true },
  'meta.llama3-1-70b-instruct-v1:0': { onDemand: true },
  'meta.llama3-3-70b-instruct-v1:0': { onDemand: true },
}

/** The opposite case: the catalogue has what applied in us-west-2. */
const BY_PROFILE: ModelOverrides = {
  'anthropic.claude-3-5-sonnet-20241022-v2:0': { onDemand: false },
}

function verdict(
  recording: Traffic,
  strictModels: boolean,
  models: ModelOverrides,
): AwsError | undefined {
  try {
    check(call(recording, models), { lenient: false, strictModels })
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function call({ operation, path, request, headers, response }: Traffic, models: ModelOverrides) {
  const model = decodeURIComponent(path.split('/')[2] ?? '')
  const { members = {}, path: template = '' } =
    operations.find(({ name }) => name === operation) ?? {}
  const steps = template.split('/')
  const input: JsonObject = {}
  for (const [member, { in: where, name }] of Object.entries(members)) {
    const value =
      where === 'path' ? path.split('/')[steps.indexOf(`{${name}}`)] : headers[name.toLowerCase()]
    if (where !== 'query' && member !== 'modelId' && value !== undefined) input[member] = value
  }
  const region = model.startsWith('eu.') ? 'eu-west-1' : 'us-east-1'
  // Only the config can specify the model of an application profile.
  const opaque = model.startsWith('arn:') && response.includes('embedding')
  return callOf(operation, {
    ...(model !== '' && path.startsWith('/model/') && { model }),
    raw: request,
    input,
    region,
    models: opaque ? { [model]: { foundation: 'amazon.titan-embed-text-v2:0' } } : models,
  })
}

const messageOf = (response: Buffer): string => {
  const body = parseJson(response)
  return (body as { message?: string } | undefined)?.message ?? ''
}

if (absent !== undefined) process.stdout.write(`skipped: ${absent}\n`)

describe.skipIf(absent !== undefined)('genuine requests', () => {
  it('accepts every request that the service answered', () => {
    const refused = all
      .filter(({ status }) => status === 200)
      .flatMap((recording) => {
        const error = verdict(recording, false, ON_DEMAND)
        if (error === undefined) return []
        return [`${recording.line} ${recording.operation} ${recording.path}: ${error.message}`]
      })
    expect(refused).toEqual([])
  })

  it('rejects what the service rejected, with its type and message', () => {
    const claimed = all.filter(
      ({ status, response }) =>
        status >= 400 && !NOT_CLAIMED.some((text) => text.test(messageOf(response))),
    )
    expect(claimed.length).toBeGreaterThan(50)
    const different = claimed.flatMap((recording) => {
      const byProfile = messageOf(recording.response).startsWith('Invocation of model ID')
      const error = verdict(recording, true, byProfile ? BY_PROFILE : ON_DEMAND)
      const same =
        error !== undefined &&
        error.status === recording.status &&
        (recording.errorType === undefined || error.name === recording.errorType) &&
        errorBody(error).equals(recording.response)
      if (same) return []
      const { line, operation, path, response } = recording
      return [`${line} ${operation} ${path}: ${error?.message} | ${messageOf(response)}`]
    })
    expect(different).toEqual([])
  })
})
