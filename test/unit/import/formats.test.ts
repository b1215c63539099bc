import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFile } from '../../../server/import/read-file.ts'
import { take } from '../../../server/import/take.ts'
import { call, notations, stream, taking } from '../../support/cassettes.ts'
import type { Given } from '../../support/cassettes.ts'
import { converseBody, temporaryFolder } from '../../support/recorded.ts'

/** What is imported from a file, and why the rest is not. */
async function itemsOf(files: Readonly<Record<string, string | Buffer>>, from = 'auto') {
  await using folder = await temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const [name = ''] = Object.keys(files)
  const used = new Set<string>()
  const { format, items, why } = readFile(join(folder.path, name), {
    from,
    used,
    findBody: () => undefined,
  })
  const found = []
  for await (const item of items) {
    if (item.kind === 'exchange') {
      const taken = take(item.exchange, taking)
      found.push('why' in taken ? taken.why : taken)
    } else found.push(item.kind === 'skip' ? item.why : item.rule)
  }
  return { format, why, found, used: [...used].map((path) => path.slice(folder.path.length + 1)) }
}

const plain = Object.entries(notations).filter(([what]) => !what.includes('pieces'))

describe('the same call and stream in every format', () => {
  const given: readonly (readonly [what: string, given: Given])[] = [
    ['a call', call()],
    ['a stream', stream()],
  ]
  for (const [kind, one] of given)
    test.each(kind === 'a call' ? plain : Object.entries(notations))(
      `${kind}: %s`,
      async (what, [name, write]) => {
        const { format, found } = await itemsOf({ [name]: write(one) })
        expect(format).toBe(what.split(' ', 1)[0])
        const [taken] = found
        if (typeof taken !== 'object' || !('call' in taken)) throw new Error(JSON.stringify(taken))
        expect(taken.call.operation.name).toBe(kind === 'a call' ? 'Converse' : 'ConverseStream')
        expect(taken.call.raw.toString()).toBe(one.request)
        expect(taken.call.model().sent).toBe('amazon.nova-micro-v1:0')
        expect(taken.response.status).toBe(200)
        const { body } = taken.response
        if (Buffer.isBuffer(body)) expect(body.toString()).toBe(one.response.toString())
        else expect(body.map(({ type }) => type)).toHaveLength(6)
        // No region is invented if the host is hidden or missing.
        const hasHost = !/^(?:ruby|mapping|httpmock)\./.test(name)
        expect(taken.region).toBe(hasHost ? 'us-east-1' : undefined)
      },
    )
})

describe('times in a file', () => {
  test.each([
    ['har of a browser', { at: Date.UTC(2026, 0, 2, 3, 4, 5, 678), latencyMs: 321, lacks: [] }],
    ['vcr of Go', { at: undefined, latencyMs: 1079, lacks: ['time of the call'] }],
    ['vcr of Ruby', { at: Date.UTC(2026, 0, 9, 14, 14, 52), latencyMs: 0, lacks: ['timing'] }],
    ['vcr of vcr.py', { at: undefined, latencyMs: 0, lacks: ['time of the call', 'timing'] }],
  ])('%s', async (what, expected) => {
    const [name = '', write = () => ''] = notations[what] ?? []
    const { found } = await itemsOf({ [name]: write(call()) })
    const [taken] = found
    if (typeof taken !== 'object' || !('call' in taken)) throw new Error(JSON.stringify(taken))
    const { at, response, lacks } = taken
    expect({ at, latencyMs: response.latencyMs, lacks }).toEqual(expected)
  })
})

test('recordings of this server keep their times, in one document or two', async () => {
  const request = [
    'request:',
    '  operation: ConverseStream',
    '  model: amazon.nova-micro-v1:0',
    '  path: /model/amazon.nova-micro-v1%3A0/converse-stream',
    `  body: ${stream().request}`,
    'recorded: { at: "2026-01-02T03:04:05.000Z", region: eu-west-1, latencyMs: 40 }',
  ].join('\n')
  const responses = [
    'responses:',
    '  - status: 200',
    '    headers: { content-type: application/vnd.amazon.eventstream }',
    '    latencyMs: 40',
    '    events:',
    '      - { atMs: 10, event: messageStart, data: { role: assistant } }',
    '      - { atMs: 40, event: messageStop, data: { stopReason: end_turn } }',
  ].join('\n')
  for (const between of ['\n---\n', '\n']) {
    const { format, found } = await itemsOf({ 'a.yaml': `${request}${between}${responses}\n` })
    expect(format).toBe('recordings')
    expect(found).toMatchObject([
      {
        at: Date.UTC(2026, 0, 2, 3, 4, 5),
        region: 'eu-west-1',
        lacks: [],
        response: { latencyMs: 40, body: [{ atMs: 10 }, { atMs: 40 }] },
      },
    ])
  }
})

describe('WireMock', () => {
  const mapping = (request: object, response: object = { status: 200, body: '{}' }) =>
    JSON.stringify({ request: { method: 'POST', url: call().path, ...request }, response })

  test('keeps bodies in __files next to mappings', async () => {
    const { found, used } = await itemsOf({
      'mappings/a.json': mapping(
        { bodyPatterns: [{ equalToJson: JSON.parse(call().request) as object }] },
        { status: 200, bodyFileName: 'answer.json' },
      ),
      '__files/answer.json': call().response,
    })
    expect(found).toMatchObject([{ response: { body: call().response } }])
    expect(used).toEqual(['__files/answer.json'])
  })

  test.each([
    [{ url: undefined, urlPattern: '/model/.*' }, 'a URL pattern'],
    [{ bodyPatterns: [{ matchesJsonPath: '$.messages' }] }, 'a body pattern'],
    [{}, 'the body of its request is missing'],
  ])('reports that %j is not a recording', async (request, why) => {
    expect((await itemsOf({ 'a.json': mapping(request) })).found).toEqual([
      expect.stringContaining(why),
    ])
  })

  const asked = { bodyPatterns: [{ equalToJson: JSON.parse(call().request) as object }] }
  const answer = (text: string) => JSON.parse(converseBody(text)) as object
  const templates = { status: 200, transformers: ['response-template'] }

  test.each([
    ['body', { body: converseBody('{{now}}') }],
    ['jsonBody', { jsonBody: answer('{{request.body}}') }],
    ['bodyFileName', { bodyFileName: 'answer.json' }],
    ['bodyFileName with a template', { bodyFileName: '{{request.pathSegments.[1]}}.json' }],
  ])('reports that an answer is a template: %s', async (_what, response) => {
    const { found } = await itemsOf({
      'mappings/a.json': mapping(asked, { ...templates, ...response }),
      '__files/answer.json': converseBody('{{request.body}}'),
    })
    expect(found).toEqual(['the answer is a template, which WireMock fills in for each request'])
  })

  const literal = converseBody('{{now}}')
  test.each([
    ['nothing to fill in', { ...templates, body: converseBody('Hello') }, converseBody('Hello')],
    ['no transformer', { body: literal }, literal],
    ['bytes', { ...templates, base64Body: Buffer.from(literal).toString('base64') }, literal],
    [
      'a file that is left as it is',
      {
        ...templates,
        transformerParameters: { disableBodyFileTemplating: true },
        bodyFileName: 'answer.json',
      },
      literal,
    ],
  ])('imports an answer with %s', async (_what, response, body) => {
    const { found } = await itemsOf({
      'mappings/a.json': mapping(asked, response),
      '__files/answer.json': literal,
    })
    expect(found).toMatchObject([{ response: { body: Buffer.from(body) } }])
  })

  test('leaves out headers that are templates', async () => {
    const headers = { 'Content-Type': 'application/json', 'x-amzn-RequestId': '{{randomValue}}' }
    const response = { ...templates, body: converseBody('Hello'), headers }
    const { found } = await itemsOf({ 'a.json': mapping(asked, response) })
    expect(JSON.stringify(found)).not.toContain('randomValue')
    expect(found).toMatchObject([{ lacks: ['time of the call', 'timing', 'headers'] }])
  })

  test.each([
    [{ proxyBaseUrl: 'https://a.b' }, 'it contains no answer'],
    [{ fault: 'EMPTY_RESPONSE' }, 'the fault EMPTY_RESPONSE'],
    [{ bodyFileName: 'gone.json' }, 'gone.json, is not in __files'],
  ])('reports that the answer %j is missing', async (response, why) => {
    const request = { bodyPatterns: [{ equalToJson: '{}' }] }
    expect((await itemsOf({ 'a.json': mapping(request, response) })).found).toEqual([
      expect.stringContaining(why),
    ])
  })
})

describe('a file that is not a recording is reported in one sentence', () => {
  test.each<[name: string, content: string | Buffer, why: string]>([
    ['half.yaml', 'interactions:\n- request:\n    body: "abc', 'not valid YAML: '],
    ['half.har', '{"log": {"entries": [{"request"', 'not valid JSON: it is cut off'],
    ['damaged.json', '{"a": x}', 'not valid JSON: '],
    ['cut.yaml.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), 'the gzip data is damaged or cut off'],
    ['other.json', '{"a": 1}', 'not a recording in a known format'],
    ['README.md', 'Hello', 'not a recording in a known format'],
    ['a.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'not a recording: no text'],
    ['empty.yaml', '', 'the file is empty'],
  ])('%s', async (name, content, why) => {
    const { found, why: reason } = await itemsOf({ [name]: content })
    expect(found).toEqual([])
    expect(reason).toContain(why)
    expect(reason?.split('\n')).toHaveLength(1)
  })

  test('--from accepts one kind only', async () => {
    const [name = '', write = () => ''] = notations['har of a browser'] ?? []
    expect((await itemsOf({ [name]: write(call()) }, 'vcr')).why).toBe('not in the format vcr')
  })

  test('records before a truncation are read', async () => {
    const [name = '', write = () => ''] = notations['httprr trace'] ?? []
    const trace = Buffer.from(write(call()))
    const twice = Buffer.concat([trace, trace.subarray(16, 100)])
    await expect(itemsOf({ [name]: twice })).rejects.toThrow('the trace is cut off')
  })

  test('YAML aliases that expand exponentially are rejected', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let at = 1; at < 9; at++) lines.push(`a${at}: &a${at} [${`*a${at - 1}, `.repeat(10)}]`)
    const request = `{ method: POST, uri: 'https://bedrock-runtime.us-east-1.amazonaws.com${call().path}', parsed_body: *a8 }`
    const text = `${lines.join('\n')}\ninteractions:\n- request: ${request}\n  response: {}\n`
    await expect(itemsOf({ 'a.yaml': text })).rejects.toThrow('a body with too many values')
  })
})
