import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bodyFinder } from '../../../server/import/logs/find.ts'
import { readFile } from '../../../server/import/read-file.ts'
import { asking, MODEL } from '../../support/cassettes.ts'
import { converseBody, temporaryFolder } from '../../support/recorded.ts'

const record = (over: object = {}) => ({
  timestamp: '2026-09-08T12:10:33Z',
  accountId: '111122223333',
  region: 'ap-northeast-1',
  requestId: 'ec9a6a5b-2d5b-4f6a-8a1c-6f4f0c3f3a11',
  operation: 'Converse',
  modelId: MODEL,
  input: {
    inputContentType: 'application/json',
    inputBodyJson: JSON.parse(asking('Hi')) as object,
    inputTokenCount: 1,
  },
  output: {
    outputContentType: 'application/json',
    outputBodyJson: JSON.parse(converseBody('Hello')) as object,
    outputTokenCount: 8,
  },
  identity: { arn: 'arn:aws:sts::111122223333:assumed-role/app/me' },
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  ...over,
})

async function itemsOf(
  name: string,
  content: string | Buffer,
  more: Readonly<Record<string, string | Buffer>> = {},
) {
  await using folder = await temporaryFolder()
  const paths = []
  for (const [file, text] of Object.entries({ [name]: content, ...more })) {
    const path = join(folder.path, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    paths.push(path)
  }
  const used = new Set<string>()
  const { format, items } = readFile(paths[0] ?? '', {
    from: 'auto',
    used,
    findBody: bodyFinder(paths, used),
  })
  const found = []
  for await (const item of items)
    found.push(item.kind === 'exchange' ? item.exchange : item.kind === 'skip' ? item.why : '')
  return { format, found, used: used.size }
}

const line = (over?: object) => JSON.stringify(record(over))
const csv = (text: string) => `"${text.replaceAll('"', '""')}"`

describe('a record is read from', () => {
  test.each<[what: string, name: string, content: string | Buffer, count: number]>([
    ['a compressed S3 object', 'a.json.gz', gzipSync(`${line()}\n${line()}\n`), 2],
    ['lines', 'a.jsonl', `${line()}\r\n\r\n${line()}`, 2],
    ['lines after a byte order mark', 'a.jsonl', `\uFEFF${line()}\n${line()}\n`, 2],
    ['compressed lines after a mark', 'a.jsonl.gz', gzipSync(`\uFEFF${line()}\n${line()}\n`), 2],
    ['marked files, joined', 'a.jsonl', `\uFEFF${line()}\n\uFEFF${line()}\n`, 2],
    ['one line after a byte order mark', 'a.jsonl', `\uFEFF${line()}`, 1],
    ['one record, spread over lines', 'a.json', JSON.stringify(record(), null, 2), 1],
    ['a list', 'a.json', JSON.stringify([record(), record()], null, 1), 2],
    [
      'the output of the AWS CLI',
      'events.json',
      JSON.stringify({ events: [{ timestamp: 1, message: line() }] }),
      1,
    ],
    [
      'Logs Insights in JSON',
      'a.json',
      JSON.stringify({ results: [[{ field: '@message', value: line() }]] }, null, 1),
      1,
    ],
    [
      'Logs Insights in CSV',
      'a.csv',
      `@timestamp,@message\n2026-09-08,${csv(line())}\n2026-09-08,${csv(line())}\n`,
      2,
    ],
    ['a record in a message', 'a.jsonl', JSON.stringify({ message: record() }), 1],
    [
      'a log that begins with a permission check',
      'a.log',
      `Permissions are correctly set for Amazon Bedrock logs.\n${line()}`,
      1,
    ],
  ])('%s', async (_what, name, content, count) => {
    const { format, found } = await itemsOf(name, content)
    expect(format).toBe('logs')
    expect(found).toHaveLength(count)
    expect(found[0]).toMatchObject({
      url: `/model/${encodeURIComponent(MODEL)}/converse`,
      requestBody: Buffer.from(asking('Hi')),
      chunks: [Buffer.from(converseBody('Hello'))],
      at: Date.UTC(2026, 8, 8, 12, 10, 33),
      region: 'ap-northeast-1',
    })
  })
})

test('an answer of ConverseStream is complete, so it is imported for Converse', async () => {
  const { found } = await itemsOf('a.jsonl', line({ operation: 'ConverseStream' }))
  expect(found).toMatchObject([{ url: expect.stringMatching(/converse$/) as string }])
})

test('the answer of InvokeModelWithResponseStream is a list of chunks', async () => {
  const outputBodyJson = [{ outputText: 'Hi' }, { 'amazon-bedrock-invocationMetrics': {} }]
  const over = { operation: 'InvokeModelWithResponseStream', output: { outputBodyJson } }
  const [exchange] = (await itemsOf('a.jsonl', line(over))).found
  expect(exchange).toMatchObject({
    url: expect.stringMatching(/invoke-with-response-stream$/) as string,
  })
  const [bytes] = typeof exchange === 'object' ? exchange.chunks : []
  expect(bytes?.includes(Buffer.from('{"outputText":"Hi"}').toString('base64'))).toBe(true)
})

test('token counts become the headers of InvokeModel', async () => {
  const { found } = await itemsOf('a.jsonl', line({ operation: 'InvokeModel' }))
  expect(found).toMatchObject([
    {
      headers: [
        ['x-amzn-bedrock-input-token-count', '1'],
        ['x-amzn-bedrock-output-token-count', '8'],
      ],
    },
  ])
})

describe('bodies above 100 KB', () => {
  const over = {
    output: {
      outputBodyS3Path: 's3://logs/AWSLogs/1/data/ec9a_output.json.gz',
      outputTokenCount: 8,
    },
  }
  const where = 'AWSLogs/1/x.json'

  test('are found among the given files', async () => {
    const data = { 'AWSLogs/1/data/ec9a_output.json.gz': gzipSync(converseBody('Long')) }
    const { found, used } = await itemsOf(where, line(over), data)
    expect(found).toMatchObject([{ chunks: [Buffer.from(converseBody('Long'))] }])
    expect(used).toBe(1)
  })

  test('are reported if they are missing', async () => {
    const { found } = await itemsOf(where, line(over))
    expect(found).toEqual([
      'the answer is in s3://logs/AWSLogs/1/data/ec9a_output.json.gz, which is not among the given files',
    ])
  })
})

describe('what is not imported has a reason', () => {
  test.each<[content: string, why: string]>([
    [
      line({ errorCode: 'ThrottlingException', output: {} }),
      'ThrottlingException: for failed calls',
    ],
    [line({ input: { inputTokenCount: 1 } }), 'the request is not in the log'],
    [line({ output: { outputTokenCount: 1 } }), 'the answer is not in the log'],
    [
      line({ operation: 'InvokeModelWithBidirectionalStream' }),
      'a log of InvokeModelWithBidirectionalStream',
    ],
    [line({ schemaVersion: '2.0' }), 'schema version "2.0"'],
    [line({ modelId: null }), 'without a modelId'],
    [
      line({
        input: { inputBodyJson: { messages: [{ content: [{ image: { format: 'png' } }] }] } },
      }),
      'leaves out a file',
    ],
    [`${line()}\n{"timestamp": "2026`, 'a line that is not JSON'],
    [
      `${line()}\n{"eventName": "Converse"}`,
      'a line that is not a record of a model invocation log',
    ],
  ])('%s', async (content, why) => {
    const { found } = await itemsOf('a.jsonl', content)
    expect(found.at(-1)).toContain(why)
  })
})
