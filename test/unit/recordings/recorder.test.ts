import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../../server/bedrock/types.ts'
import { createRecorder } from '../../../server/recordings/recorder.ts'
import type { RecorderOptions } from '../../../server/recordings/recorder.ts'
import { fileName } from '../../../server/recordings/recording-name.ts'
import { digestOf, makeKey, partsOf } from '../../../server/recordings/key.ts'
import { noSettings } from '../../../server/redaction/settings-file.ts'
import {
  converseBody,
  JSON_ANSWER,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
} from '../../support/recorded.ts'
import { sentCall } from '../../support/stored-calls.ts'
import type { Headers } from '../../../server/aws/headers.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'

const NOVA = 'amazon.nova-micro-v1:0'
const say = (text: string) => ({ messages: [{ role: 'user', content: [{ text }] }] })

function arriving(
  pieces: readonly (Buffer | string)[],
  headers: Headers = JSON_ANSWER,
  status = 200,
): Answer {
  async function* chunks() {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  return { source: 'upstream', kind: 'arriving', status, headers, chunks: chunks() }
}

async function drain(answer: Answer): Promise<string> {
  const pieces: Buffer[] = []
  if (answer.kind === 'arriving') for await (const piece of answer.chunks) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

async function outcomeOf(answer: Answer): Promise<string> {
  const became = answer.kind === 'arriving' ? await answer.recorded : undefined
  if (became === undefined) return 'nothing'
  return 'file' in became ? became.file : `${became.level} ${became.why}`
}

function recorderIn(folder: string, more: Partial<RecorderOptions> = {}) {
  return createRecorder({ folder, settings: () => noSettings, ...more })
}

describe('the recorder', () => {
  test('passes chunks on unchanged, and writes after the last one', async () => {
    await using folder = await temporaryFolder()
    const saved: string[] = []
    const recorder = recorderIn(folder.path, { wrote: (file) => saved.push(file) })
    const pieces = textStream(['a', 'b']).map((frame) => frame)
    const passed = await drain(
      recorder.keep(sentCall('ConverseStream', NOVA, say('hi')), arriving(pieces, STREAM_ANSWER)),
    )
    expect(passed).toBe(Buffer.concat(pieces).toString())
    await recorder.close()
    expect(saved).toEqual([
      expect.stringMatching(/converse-stream\/amazon\.nova-micro-v1_0\/hi-[0-9a-f]{6}\.yaml$/),
    ])
    expect(await readFile(saved[0] ?? '', 'utf8')).toMatch(
      /^request:\n  operation: ConverseStream\n  model: amazon\.nova-micro-v1:0\n/,
    )
  })

  test('keeps answers in the order of their requests, not of their ends', async () => {
    await using folder = await temporaryFolder()
    const recorder = recorderIn(folder.path)
    const kept = ['first', 'second', 'third'].map((text) =>
      recorder.keep(sentCall('Converse', NOVA, say('hi')), arriving([converseBody(text)])),
    )
    for (const answer of kept.toReversed()) await drain(answer)
    await recorder.close()
    const [text = ''] = (await folder.files()).values()
    expect(text.match(/- text: \w+/g)?.slice(-3)).toEqual([
      '- text: first',
      '- text: second',
      '- text: third',
    ])
  })

  test('two requests whose digests begin alike have two files', async () => {
    await using folder = await temporaryFolder()
    const call = sentCall('Converse', NOVA, say('hi'))
    const digest = digestOf(makeKey(partsOf(call), noSettings))
    const taken = fileName(folder.path, call, partsOf(call), digest)
    const first = recorderIn(folder.path)
    await drain(first.keep(sentCall('Converse', NOVA, say('hi')), arriving([converseBody('mine')])))
    await first.close()
    const other = (await readFile(taken, 'utf8')).replace('text: hi', 'text: another')
    await writeFile(taken, other)
    const second = recorderIn(folder.path)
    await drain(second.keep(call, arriving([converseBody('mine')])))
    await second.close()
    expect((await folder.files()).size).toBe(2)
    expect(await readFile(taken, 'utf8')).toBe(other)
  })

  test('the same request has the same file in every run, even with media', async () => {
    await using folder = await temporaryFolder()
    const bytes = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      Buffer.alloc(3_000, 7),
    ]).toString('base64')
    const body = {
      messages: [
        {
          role: 'user',
          content: [{ image: { format: 'png', source: { bytes } } }, { text: 'what' }],
        },
      ],
    }
    for (const text of ['one', 'two']) {
      const recorder = recorderIn(folder.path)
      await drain(recorder.keep(sentCall('Converse', NOVA, body), arriving([converseBody(text)])))
      await recorder.close()
    }
    const names = [...(await folder.files()).keys()].map((path) => path.replace(/^.*\./, ''))
    expect(names.toSorted()).toEqual(['png', 'yaml'])
  })

  test('ignores answers that are not from upstream', async () => {
    await using folder = await temporaryFolder()
    const recorder = recorderIn(folder.path)
    const answer: Answer = {
      source: 'catalogue',
      kind: 'reply',
      reply: { kind: 'output', output: {} },
      pace: { kind: 'instant' },
    }
    expect(recorder.keep(sentCall('Converse', NOVA, say('hi')), answer)).toBe(answer)
  })

  test('writes to the existing file of a request, wherever it is', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'moved.yaml')
    await writeFile(file, 'request: {}\n')
    const recorder = recorderIn(folder.path, { existing: () => file })
    await drain(
      recorder.keep(sentCall('Converse', NOVA, say('hi')), arriving([converseBody('new')])),
    )
    await recorder.close()
    expect([...(await folder.files()).keys()]).toEqual(['moved.yaml'])
    expect(await readFile(file, 'utf8')).toContain('- text: new')
  })

  test.each<[string, Answer, RegExp]>([
    [
      'throttling',
      arriving(
        ['{"message":"slow"}'],
        [...JSON_ANSWER, ['x-amzn-ErrorType', 'ThrottlingException:x']],
        429,
      ),
      /^info 429 ThrottlingException does not depend on the request/,
    ],
    [
      'a web page',
      arriving(['<html>'], [['content-type', 'text/html']]),
      /^warn 200 with a web page/,
    ],
    ['a truncated body', arriving(['{"a":']), /^warn 200 with a body that is not JSON/],
  ])('reports why it does not save %s', async (_what, answer, message) => {
    await using folder = await temporaryFolder()
    const recorder = recorderIn(folder.path)
    const kept = recorder.keep(sentCall('Converse', NOVA, say('hi')), answer)
    await drain(kept)
    expect(await outcomeOf(kept)).toMatch(message)
    expect((await folder.files()).size).toBe(0)
  })

  test('releases an answer if the client disconnects before its first chunk', async () => {
    await using folder = await temporaryFolder()
    const recorder = recorderIn(folder.path)
    let released = false
    const chunks: AsyncIterable<Buffer> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        async return() {
          released = true
          return { done: true, value: undefined }
        },
      }),
    }
    const kept = recorder.keep(sentCall('Converse', NOVA, say('hi')), {
      ...arriving([]),
      chunks,
    } as Answer)
    if (kept.kind === 'arriving') await kept.chunks[Symbol.asyncIterator]().return?.()
    expect(released).toBe(true)
    expect(await outcomeOf(kept)).toBe('info the client left before the answer ended')
    await recorder.close()
    expect((await folder.files()).size).toBe(0)
  })

  test('a client that disconnects in mid-stream is not a broken upstream', async () => {
    await using folder = await temporaryFolder()
    const recorder = recorderIn(folder.path)
    const client = new AbortController()
    async function* chunks() {
      yield Buffer.from('{')
      client.abort()
      throw new Error('aborted')
    }
    const call = sentCall('Converse', NOVA, say('hi'), { gone: client.signal })
    const kept = recorder.keep(call, { ...arriving([]), chunks: chunks() } as Answer)
    await drain(kept).catch(() => undefined)
    expect(await outcomeOf(kept)).toBe('info the client left before the answer ended')
    await recorder.close()
  })

  test('batches what arrives for one request meanwhile', async () => {
    await using folder = await temporaryFolder()
    let writes = 0
    const recorder = recorderIn(folder.path, { wrote: () => writes++ })
    const kept = Array.from({ length: 100 }, (_, nth) =>
      recorder.keep(
        sentCall('Converse', NOVA, say('hi')),
        arriving([converseBody(`answer ${nth}`)]),
      ),
    )
    await Promise.all(kept.map(drain))
    await recorder.close()
    const [text = ''] = (await folder.files()).values()
    expect(text.match(/- text: answer \d+/g)).toEqual(
      Array.from({ length: 100 }, (_, nth) => `- text: answer ${nth}`),
    )
    expect(writes).toBeLessThan(10)
  })

  test('reports a write error, and continues', async () => {
    const recorder = recorderIn('/dev/null/recorded')
    const kept = recorder.keep(sentCall('Converse', NOVA, say('hi')), arriving(['{}']))
    expect(await drain(kept)).toBe('{}')
    expect(await outcomeOf(kept)).toMatch(
      /^error \/dev\/null\/recorded\/.*\.yaml cannot be written: ENOTDIR/,
    )
  })
})

describe('file names', () => {
  const name = (call: Call) => fileName('/r', call, partsOf(call), '3f9a1c5555')

  test.each([
    [
      sentCall('Converse', NOVA, say('Describe the purpose of life!')),
      '/r/converse/amazon.nova-micro-v1_0/describe-the-purpose-of-life-3f9a1c.yaml',
    ],
    [
      sentCall('InvokeModel', 'amazon.titan-embed-text-v2:0', { inputText: 'Über alles' }),
      '/r/invoke-model/amazon.titan-embed-text-v2_0/uber-alles-3f9a1c.yaml',
    ],
    [
      sentCall('Converse', NOVA, say('日本語')),
      '/r/converse/amazon.nova-micro-v1_0/request-3f9a1c.yaml',
    ],
    [
      sentCall('Converse', NOVA, say('../../etc/passwd')),
      '/r/converse/amazon.nova-micro-v1_0/etc-passwd-3f9a1c.yaml',
    ],
    [
      sentCall(
        'Converse',
        'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/1arbu5hu2sjr',
        say('x'),
      ),
      '/r/converse/application-inference-profile_1arbu5hu2sjr/x-3f9a1c.yaml',
    ],
    [sentCall('ListFoundationModels', '', undefined), '/r/list-foundation-models/all-3f9a1c.yaml'],
  ])('%#', (call, expected) => {
    expect(name(call)).toBe(expected)
  })

  test('never leave the folder', () => {
    for (const model of ['../../x', '..', '/etc', 'a\\..\\b', '\u0000']) {
      expect(name(sentCall('Converse', model, say('x')))).toMatch(
        /^\/r\/converse\/[^/]+\/x-3f9a1c\.yaml$/,
      )
    }
  })
})
