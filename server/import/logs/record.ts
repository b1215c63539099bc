import { isObject, parseJson } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { objectOf, stringOf } from '../../json-fields.ts'
import { streamFromChunks } from '../decode.ts'
import { skipped } from '../exchange.ts'
import type { ImportedExchange, Item } from '../exchange.ts'
import { timeIn } from '../notation.ts'

/** The operation that a record is imported as: a log keeps the answer of ConverseStream as one whole, so it is Converse's. */
const PATHS: Readonly<Record<string, string>> = {
  Converse: 'converse',
  ConverseStream: 'converse',
  InvokeModel: 'invoke',
  InvokeModelWithResponseStream: 'invoke-with-response-stream',
}

/** Finds the body that a record only names, by its S3 address. */
export type FindBody = (s3Path: string) => Json | undefined

export const isLogRecord = (value: unknown): value is JsonObject =>
  isObject(value) && value['schemaType'] === 'ModelInvocationLog'

/** An entry of AWS's model invocation log as an exchange. */
export function exchangeOf(record: JsonObject, findBody: FindBody): Item {
  const version = record['schemaVersion']
  if (version !== undefined && stringOf(version)?.startsWith('1.') !== true)
    return skipped(`an invocation log of schema version ${JSON.stringify(version)}; 1.0 is known`)
  const operation = stringOf(record['operation']) ?? ''
  const failed = stringOf(record['errorCode'])
  if (failed !== undefined)
    return skipped(`${failed}: for failed calls, a log only has the error code`)
  const action = PATHS[operation]
  if (action === undefined)
    return skipped(`a log of ${operation || 'no operation'}, which is not imported`)
  const model = stringOf(record['modelId'])
  if (model === undefined) return skipped('a log record without a modelId')
  const input = objectOf(record['input'])
  const output = objectOf(record['output'])
  const sent = bodyOf(input, 'inputBody', findBody)
  if ('why' in sent) return skipped(`the request ${sent.why}`)
  const answered = bodyOf(output, 'outputBody', findBody)
  if ('why' in answered) return skipped(`the answer ${answered.why}`)
  if (hasNoBytes(sent.body))
    return skipped('the log leaves out a file of its request, such as an image')
  const chunks = action.startsWith('invoke-with') ? chunksIn(answered.body) : undefined
  const exchange: ImportedExchange = {
    method: 'POST',
    url: `/model/${encodeURIComponent(model)}/${chunks === undefined ? action.replace(/-with.*/, '') : action}`,
    requestHeaders: [['content-type', 'application/json']],
    requestBody: Buffer.from(JSON.stringify(sent.body)),
    status: 200,
    headers: countsOf(operation, input, output),
    lacksHeaders: true,
    chunks: [
      chunks === undefined ? Buffer.from(JSON.stringify(answered.body)) : streamFromChunks(chunks),
    ],
    at: timeIn(record['timestamp']),
    latencyMs: undefined,
    region: stringOf(record['region']),
  }
  return { kind: 'exchange', exchange }
}

/** InvokeModel's answers name their tokens in headers, and logs keep these counts. */
function countsOf(operation: string, input: JsonObject, output: JsonObject): [string, string][] {
  if (operation !== 'InvokeModel') return []
  const counts = [
    ['x-amzn-bedrock-input-token-count', input['inputTokenCount']],
    ['x-amzn-bedrock-output-token-count', output['outputTokenCount']],
  ] as const
  return counts.flatMap(([name, count]): [string, string][] =>
    typeof count === 'number' ? [[name, String(count)]] : [],
  )
}

function bodyOf(
  side: JsonObject,
  member: 'inputBody' | 'outputBody',
  findBody: FindBody,
): { body: Json } | { why: string } {
  const inline = side[`${member}Json`]
  if (inline !== undefined && inline !== null)
    // CloudWatch exports of some tools have the body as a text.
    return { body: typeof inline === 'string' ? (parseJson(inline) ?? inline) : inline }
  const s3Path = stringOf(side[`${member}S3Path`])
  if (s3Path === undefined)
    return { why: 'is not in the log: text delivery is turned off in its settings' }
  const body = findBody(s3Path)
  if (body === undefined) return { why: `is in ${s3Path}, which is not among the given files` }
  return { body }
}

/** InvokeModelWithResponseStream is logged as the list of its chunks. */
function chunksIn(body: Json): Json[] | undefined {
  return Array.isArray(body) ? body : undefined
}

/** Whether an image, document or video of a Converse request was not logged. */
function hasNoBytes(body: Json): boolean {
  if (Array.isArray(body)) return body.some(hasNoBytes)
  if (!isObject(body)) return false
  return Object.entries(body).some(([name, value]) => {
    const isMedia = name === 'image' || name === 'document' || name === 'video'
    if (isMedia && isObject(value) && 'format' in value) {
      const source = value['source']
      return !isObject(source) || Object.values(source).every((one) => one === null || one === '')
    }
    return hasNoBytes(value)
  })
}
