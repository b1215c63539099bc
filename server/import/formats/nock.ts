import type { Item } from '../exchange.ts'
import { dateIn, headersIn, jsonBytes, recordOf, statusIn, textIn } from '../notation.ts'
import type { Format } from './format.ts'

/** What nock's recorder writes: a list of definitions, each with the scope that it answers for. */
export const nock: Format = {
  name: 'nock',
  fits: ({ documents }) => definitionsIn(documents[0]).length > 0,
  *read({ documents }) {
    for (const definition of definitionsIn(documents[0])) yield itemOf(definition)
  },
}

type Members = Record<string, unknown>

function definitionsIn(document: unknown): Members[] {
  const list = Array.isArray(document) ? document : [document]
  return list.map(recordOf).filter((one) => typeof one['scope'] === 'string' && 'path' in one)
}

function itemOf(definition: Members): Item {
  const headers = headersIn(definition['rawHeaders'] ?? definition['headers'])
  const body = responseOf(definition)
  const exchange = {
    method: (textIn(definition, 'method') ?? 'GET').toUpperCase(),
    url: `${textIn(definition, 'scope') ?? ''}${textIn(definition, 'path') ?? ''}`,
    requestHeaders: headersIn(definition['reqheaders']) ?? [],
    requestBody: plain(definition['body']),
    status: statusIn(definition['status'], 200),
    headers,
    chunks: body === undefined ? [] : [body],
    at: dateIn(headers),
  }
  return { kind: 'exchange', exchange }
}

const plain = (value: unknown): Buffer | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  return typeof value === 'string' ? Buffer.from(value) : jsonBytes(value)
}

/** Binary answers are hexadecimal; packed ones are a list of such pieces. */
function responseOf(definition: Members): Buffer | undefined {
  const { response } = definition
  const pieces = Array.isArray(response) ? (response as unknown[]) : [response]
  const isHex =
    pieces.length > 0 &&
    pieces.every((piece) => typeof piece === 'string' && /^(?:[0-9a-f]{2})+$/i.test(piece))
  if (isHex && (definition['responseIsBinary'] === true || Array.isArray(response)))
    return Buffer.concat(pieces.map((piece) => Buffer.from(piece as string, 'hex')))
  return plain(response)
}
