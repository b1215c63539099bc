import { gzipSync } from 'node:zlib'
import { dump } from 'js-yaml'
import type { ImportedExchange } from '../../server/import/exchange.ts'
import type { Taking } from '../../server/import/take.ts'
import { createCatalogue } from '../../server/models/models.ts'
import { noSettings } from '../../server/redaction/settings-file.ts'
import { converseBody, textStream } from './recorded.ts'

// One call and one stream, in the format of each recorder.

/** An exchange, before a recorder writes it. */
export interface Given {
  path: string
  request: string
  status: number
  type: string
  response: Buffer
}

const JSON_TYPE = 'application/json'
export const MODEL = 'amazon.nova-micro-v1:0'

export const asking = (text: string) =>
  JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] })

export const call = (over: Partial<Given> = {}): Given => ({
  path: `/model/${encodeURIComponent(MODEL)}/converse`,
  request: asking('Hi'),
  status: 200,
  type: JSON_TYPE,
  response: Buffer.from(converseBody('Hello')),
  ...over,
})

export const stream = (over: Partial<Given> = {}): Given =>
  call({
    path: `/model/${encodeURIComponent(MODEL)}/converse-stream`,
    type: 'application/vnd.amazon.eventstream',
    response: Buffer.concat(textStream(['Hel', 'lo'])),
    ...over,
  })

const HOST = 'bedrock-runtime.us-east-1.amazonaws.com'

/** How exchanges are taken without settings. */
export const taking: Taking = {
  catalogue: createCatalogue({ account: '123456789012' }),
  region: 'us-east-1',
  settings: noSettings,
  recordErrors: false,
}

/** The exchange that a reader returns for it. */
export const exchangeOf = (
  given: Given,
  over: Partial<ImportedExchange> = {},
): ImportedExchange => ({
  method: 'POST',
  url: `https://${HOST}${given.path}`,
  requestHeaders: [],
  requestBody: Buffer.from(given.request),
  status: given.status,
  headers: [['Content-Type', given.type]],
  chunks: [given.response],
  ...over,
})

const urlOf = ({ path }: Given) => `https://${HOST}${path}`
const isText = ({ type }: Given) => type === JSON_TYPE
const textOf = (given: Given) => given.response.toString()
const base64Of = ({ response }: Given) => response.toString('base64')
const bodyOf = (given: Given) => (isText(given) ? textOf(given) : new Uint8Array(given.response))

type Write = (given: Given) => string | Buffer

const interaction = (
  given: Given,
  body: unknown,
  headers: object = { 'Content-Type': [given.type] },
) => ({
  request: { method: 'POST', uri: urlOf(given), headers: {}, body: given.request },
  response: { status: { code: given.status, message: 'OK' }, headers, body },
})

const pairs = (given: Given) => [{ name: 'Content-Type', value: given.type }]

/** The name and content of a file, by a description that starts with its `--from`. */
export const notations: Readonly<Record<string, readonly [name: string, write: Write]>> = {
  'vcr of vcr.py': [
    'vcr.yaml',
    (given) => dump({ interactions: [interaction(given, { string: bodyOf(given) })], version: 1 }),
  ],
  'vcr of vcr.py in JSON': [
    'vcr.json',
    (given) =>
      JSON.stringify({ interactions: [interaction(given, { base64_string: base64Of(given) })] }),
  ],
  'vcr with packed bodies': [
    'packed.yaml',
    (given) =>
      dump({
        interactions: [
          interaction(
            given,
            { string: new Uint8Array(gzipSync(given.response)) },
            { 'Content-Type': [given.type], 'Content-Encoding': ['gzip'] },
          ),
        ],
      }),
  ],
  'vcr with tags of Python': [
    'tags.yaml',
    (given) =>
      dump({ interactions: [interaction(given, { string: bodyOf(given) }, {})] }).replace(
        /headers: \{\}(?!.*headers: \{\})/s,
        `headers:\n        ? !!python/object/apply:multidict._multidict.istr\n        - Content-Type\n        : - !!binary ${Buffer.from(given.type).toString('base64')}`,
      ),
  ],
  'vcr of Ruby': [
    'ruby.yml',
    (given) =>
      `---\n${dump({
        http_interactions: [
          {
            request: {
              method: 'post',
              uri: urlOf(given).replace('us-east-1', '<AWS_REGION>'),
              body: { encoding: 'UTF-8', string: given.request },
              headers: {},
            },
            response: {
              status: { code: given.status, message: 'OK' },
              headers: { 'Content-Type': [given.type] },
              body: { encoding: 'ASCII-8BIT', string: 'BYTES' },
            },
            recorded_at: 'Fri, 09 Jan 2026 14:14:52 GMT',
          },
        ],
        recorded_with: 'VCR 6.3.1',
      })}`.replace('BYTES', `!binary |-\n          ${base64Of(given)}`),
  ],
  'vcr of LangChain': [
    'langchain.yaml.gz',
    (given) => {
      const { request, response } = interaction(given, { string: bodyOf(given) })
      return gzipSync(dump({ requests: [request], responses: [response] }))
    },
  ],
  'vcr of Go': [
    'go.yaml',
    (given) =>
      `---\n${dump({
        version: 2,
        interactions: [
          {
            id: 0,
            request: { method: 'POST', url: urlOf(given), body: given.request, headers: {} },
            response: {
              body: bodyOf(given),
              headers: { 'Content-Type': [given.type] },
              status: `${given.status} OK`,
              code: given.status,
              duration: '1.078504542s',
            },
          },
        ],
      })}`,
  ],
  'vcr with one pair per file': [
    'pair.json',
    (given) =>
      JSON.stringify({
        request: { method: 'POST', url: urlOf(given), headers: {}, body: given.request },
        response: {
          status: { code: given.status },
          headers: { 'Content-Type': given.type },
          body: isText(given) ? textOf(given) : `base64:${base64Of(given)}`,
        },
      }),
  ],
  'vcr with the pieces of a stream': [
    'pieces.json',
    (given) =>
      JSON.stringify({
        captured_at: '2025-11-01T15:17:15.637330Z',
        chunks: [given.response.subarray(0, 50), given.response.subarray(50)].map((piece) => ({
          b64: piece.toString('base64'),
        })),
        request: {
          method: 'post',
          url: urlOf(given),
          headers: {},
          body: { b64: Buffer.from(given.request).toString('base64') },
        },
        response: { status: given.status, headers: { 'content-type': [given.type] }, body: null },
      }),
  ],
  'har of a browser': ['chrome.har', (given) => JSON.stringify(harOf(given))],
  'har of Polly, packed': [
    'recording.har',
    (given) =>
      JSON.stringify(
        harOf(given, { text: JSON.stringify([gzipSync(given.response).toString('hex')]) }),
      ),
  ],
  'wiremock mapping': [
    'mapping.json',
    (given) =>
      JSON.stringify({
        request: {
          url: given.path,
          method: 'POST',
          bodyPatterns: [{ equalToJson: given.request }],
        },
        response: {
          status: given.status,
          base64Body: base64Of(given),
          headers: { 'Content-Type': given.type },
        },
      }),
  ],
  'httpmock recording': [
    'httpmock.yaml',
    (given) =>
      dump({
        when: { method: 'POST', path: given.path, query_param: [], body: given.request },
        // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; nothing is awaited
        then: {
          status: given.status,
          header: pairs(given),
          body: base64Of(given),
          body_encoding: 'base64',
        },
      }),
  ],
  'nock definitions': [
    'nock.json',
    (given) =>
      JSON.stringify([
        {
          scope: `https://${HOST}:443`,
          method: 'POST',
          path: given.path,
          body: JSON.parse(given.request) as unknown,
          status: given.status,
          response: isText(given)
            ? (JSON.parse(textOf(given)) as unknown)
            : given.response.toString('hex'),
          rawHeaders: ['Content-Type', given.type],
          responseIsBinary: !isText(given),
        },
      ]),
  ],
  'httprr trace': [
    'trace.httprr',
    (given) => {
      const request = Buffer.from(
        `POST ${given.path} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n${given.request}`,
      )
      const size = given.response.length.toString(16)
      const response = Buffer.concat([
        Buffer.from(
          `HTTP/1.1 ${given.status} OK\r\nContent-Type: ${given.type}\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n`,
        ),
        given.response,
        Buffer.from('\r\n0\r\n\r\n'),
      ])
      const head = `httprr trace v1\n${request.length} ${response.length}\n`
      return Buffer.concat([Buffer.from(head), request, response])
    },
  ],
}

function harOf(given: Given, content?: object) {
  const plain = isText(given)
    ? { text: textOf(given) }
    : { text: base64Of(given), encoding: 'base64' }
  return {
    log: {
      entries: [
        {
          startedDateTime: '2026-01-02T03:04:05.678Z',
          time: 321,
          request: {
            method: 'POST',
            url: urlOf(given),
            headers: [],
            postData: { text: given.request },
          },
          response: { status: given.status, headers: pairs(given), content: content ?? plain },
        },
      ],
    },
  }
}
