import { dirname, join } from 'node:path'
import type { Headers } from '../../aws/headers.ts'
import { skipped } from '../exchange.ts'
import type { ImportedExchange, Item } from '../exchange.ts'
import { dateIn, headersIn, isBytes, jsonBytes, recordOf, statusIn, textIn } from '../notation.ts'
import type { ImportSource } from '../source.ts'
import { DEFAULT_PRIORITY, STARTED } from '../wiremock/stub.ts'
import type { Stub } from '../wiremock/stub.ts'
import type { Format } from './format.ts'

/** WireMock's stub mappings: one per file, a list of them, or several YAML documents. */
export const wiremock: Format = {
  name: 'wiremock',
  fits: ({ documents }) => documents.some((document) => mappingsIn(document).length > 0),
  *read(source) {
    const mappings = source.documents.flatMap(mappingsIn)
    for (const mapping of mappings) yield { ...itemOf(mapping, source), stub: stubOf(mapping) }
  },
}

type Members = Record<string, unknown>

function mappingsIn(document: unknown): Members[] {
  const record = recordOf(document)
  const { mappings } = record
  if (Array.isArray(mappings)) return mappings.map(recordOf).filter(isMapping)
  return isMapping(record) ? [record] : []
}

const URLS = ['url', 'urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate'] as const

function isMapping({ request, response }: Members): boolean {
  const pattern = recordOf(request)
  return (
    URLS.some((name) => typeof pattern[name] === 'string') &&
    'method' in pattern &&
    typeof response === 'object' &&
    !Array.isArray(pattern['headers']) &&
    !('body' in pattern) &&
    !/^https?:/.test(textIn(pattern, 'url') ?? '')
  )
}

function stubOf(mapping: Members): Stub {
  const given = mapping['priority']
  const priority = typeof given === 'number' ? given : DEFAULT_PRIORITY
  const name = textIn(mapping, 'scenarioName')
  if (name === undefined) return { priority }
  const needs = textIn(mapping, 'requiredScenarioState') ?? STARTED
  return { priority, scenario: { name, needs, sets: textIn(mapping, 'newScenarioState') } }
}

function itemOf(mapping: Members, source: ImportSource): Exclude<Item, { kind: 'rule' }> {
  const request = recordOf(mapping['request'])
  const response = recordOf(mapping['response'])
  const url = textIn(request, 'url', 'urlPath')
  if (url === undefined) return skipped('the mapping matches a URL pattern, not a single URL')
  const expectedBody = requestBody(request['bodyPatterns'])
  if (expectedBody === 'pattern')
    return skipped('the mapping matches a body pattern, so its request is not known')
  const proxy = textIn(response, 'proxyBaseUrl')
  if (proxy !== undefined) return skipped('the mapping forwards its calls; it contains no answer')
  const fault = textIn(response, 'fault')
  if (fault !== undefined)
    return skipped(`the mapping is the fault ${fault}; it contains no answer`)
  const file = textIn(response, 'bodyFileName')
  if (fillsIn(response) && file?.includes('{{') === true) return skipped(TEMPLATE)
  const body = file === undefined ? bodyOf(response) : bodyFile(file, source)
  if (body === 'missing') return skipped(`the file of its answer, ${file}, is not in __files`)
  if (fillsInBody(response) && body?.includes('{{') === true) return skipped(TEMPLATE)
  const { headers, lacksHeaders } = headersOf(response)
  const exchange: ImportedExchange = {
    method: (textIn(request, 'method') ?? 'GET').toUpperCase(),
    url,
    // A mapping's headers are conditions, such as { equalTo: 'application/json' }.
    requestHeaders: conditionsOf(request['headers']),
    requestBody: expectedBody,
    status: statusIn(response['status'], 200),
    headers,
    ...(lacksHeaders && { lacksHeaders: true }),
    chunks: body === undefined ? [] : [body],
    at: dateIn(headers),
  }
  return { kind: 'exchange', exchange }
}

function conditionsOf(value: unknown): [string, string][] {
  return Object.entries(recordOf(value)).flatMap(([name, condition]): [string, string][] => {
    const text = textIn(recordOf(condition), 'equalTo')
    return text === undefined ? [] : [[name, text]]
  })
}

function requestBody(patterns: unknown): Buffer | 'pattern' | undefined {
  if (!Array.isArray(patterns) || patterns.length === 0) return undefined
  for (const pattern of patterns.map(recordOf)) {
    const json = pattern['equalToJson']
    if (typeof json === 'string') return Buffer.from(json)
    if (json !== undefined) return jsonBytes(json)
    const text = textIn(pattern, 'equalTo')
    if (text !== undefined) return Buffer.from(text)
    const binary = textIn(pattern, 'binaryEqualTo')
    if (binary !== undefined) return Buffer.from(binary, 'base64')
  }
  return 'pattern'
}

function bodyOf(response: Members): Buffer | undefined {
  const { body, jsonBody, base64Body } = response
  if (typeof base64Body === 'string') return Buffer.from(base64Body, 'base64')
  if (isBytes(base64Body)) return Buffer.from(base64Body)
  if (jsonBody !== undefined) return jsonBytes(jsonBody)
  return typeof body === 'string' ? Buffer.from(body) : undefined
}

const TEMPLATE = 'the answer is a template, which WireMock fills in for each request'

function fillsIn({ transformers }: Members): boolean {
  return Array.isArray(transformers) && transformers.includes('response-template')
}

/** Bytes are never filled in, and files can be excepted. */
function fillsInBody(response: Members): boolean {
  const { disableBodyFileTemplating } = recordOf(response['transformerParameters'])
  const isExcepted = 'bodyFileName' in response && disableBodyFileTemplating === true
  return fillsIn(response) && !('base64Body' in response) && !isExcepted
}

/** Without those that WireMock fills in. */
function headersOf(response: Members): { headers: Headers | undefined; lacksHeaders: boolean } {
  const all = headersIn(response['headers'])
  const headers = fillsIn(response) ? all?.filter(([, value]) => !value.includes('{{')) : all
  return { headers, lacksHeaders: headers?.length !== all?.length }
}

/** `__files` is next to `mappings`. */
function bodyFile(name: string, source: ImportSource): Buffer | 'missing' {
  for (let folder = dirname(source.path), up = 0; up < 8; folder = dirname(folder), up++) {
    const bytes = source.readReferenced(join(folder, '__files', name))
    if (bytes !== undefined) return bytes
  }
  return 'missing'
}
