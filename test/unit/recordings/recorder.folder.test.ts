import { mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { withFileLock } from '../../../server/recordings/file-lock.ts'
import { createRecorder } from '../../../server/recordings/recorder.ts'
import { fileName } from '../../../server/recordings/recording-name.ts'
import { partsOf } from '../../../server/recordings/key.ts'
import { noSettings } from '../../../server/redaction/settings-file.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'
import { converseBody, JSON_ANSWER, temporaryFolder } from '../../support/recorded.ts'
import { sentCall } from '../../support/stored-calls.ts'

const NOVA = 'amazon.nova-micro-v1:0'
const call = (model = NOVA) =>
  sentCall('Converse', model, { messages: [{ role: 'user', content: [{ text: 'hi' }] }] })
const recorderIn = (folder: string) => createRecorder({ folder, settings: () => noSettings })

/** Records one answer, and returns the outcome. */
async function record(recorder: ReturnType<typeof recorderIn>, body: string, status = 200) {
  async function* chunks() {
    if (body !== '') yield Buffer.from(body)
  }
  const answer: Answer = {
    source: 'upstream',
    kind: 'arriving',
    status,
    headers: JSON_ANSWER,
    chunks: chunks(),
  }
  const kept = recorder.keep(call(), answer)
  if (kept.kind !== 'arriving') throw new Error('the answer does not arrive')
  for await (const chunk of kept.chunks) void chunk
  const became = await kept.recorded
  return became === undefined || 'file' in became ? 'saved' : became.why
}

test.each([
  ['', 200],
  ['', 204],
  ['null', 200],
  [' null\n', 200],
])('an answer of %j with status %i is not saved', async (body, status) => {
  await using folder = await temporaryFolder()
  expect(await record(recorderIn(folder.path), body, status)).toBe(
    `${status} without an answer in its body`,
  )
  expect((await folder.files()).size).toBe(0)
})

describe('two servers that record into one folder', () => {
  test('each keep their own answers', async () => {
    await using folder = await temporaryFolder()
    const [one, two] = [recorderIn(folder.path), recorderIn(folder.path)]
    const texts = ['first', 'second', 'third', 'fourth']
    await Promise.all(texts.map((text, at) => record(at % 2 === 0 ? one : two, converseBody(text))))
    const [[, file] = ['', '']] = await folder.files()
    for (const text of texts) expect(file).toContain(text)
  })

  test.each([
    { olderBy: 5, kept: true },
    { olderBy: 5_000, kept: false },
  ])('treat a file as their own run’s even if its clock lags: $olderBy ms', async (row) => {
    await using folder = await temporaryFolder()
    const startedAt = Date.now()
    const now = vi.spyOn(Date, 'now').mockReturnValue(startedAt)
    const [one, two] = [recorderIn(folder.path), recorderIn(folder.path)]
    now.mockRestore()
    await record(one, converseBody('first'))
    const [[name] = ['']] = await folder.files()
    const time = (startedAt - row.olderBy) / 1000
    await utimes(join(folder.path, name), time, time)
    await record(two, converseBody('second'))
    const [[, file] = ['', '']] = await folder.files()
    expect(file.includes('first')).toBe(row.kept)
    expect(file).toContain('second')
  })

  test('treat a file written just before they started as one of an earlier run', async () => {
    await using folder = await temporaryFolder()
    await record(recorderIn(folder.path), converseBody('first'))
    await record(recorderIn(folder.path), converseBody('second'))
    const [[, file] = ['', '']] = await folder.files()
    expect(file).not.toContain('first')
  })

  test('write a file one after the other', async () => {
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      order.push(`${name} ends`)
    }
    const path = `/a/file/of/${process.pid}`
    await Promise.all([withFileLock(path, work('one')), withFileLock(path, work('two'))])
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
  })
})

test.skipIf(process.platform === 'win32')('no link leads out of the folder', async () => {
  await using folder = await temporaryFolder()
  await using outside = await temporaryFolder()
  await symlink(outside.path, join(folder.path, 'converse'))
  expect(await record(recorderIn(folder.path), converseBody('x'))).toMatch(
    /leaves the folder .* through a link$/,
  )
  expect((await outside.files()).size).toBe(0)
})

test('temporary files of a killed server are removed, and nothing else', async () => {
  await using folder = await temporaryFolder()
  const deep = join(folder.path, 'converse', NOVA.replace(':', '_'))
  await mkdir(deep, { recursive: true })
  const dead = 4_194_303
  await writeFile(join(deep, `.x.yaml.${dead}-1.tmp`), 'half')
  await writeFile(join(deep, `.x.yaml.${process.ppid}-1.tmp`), 'of a process that runs')
  await writeFile(join(deep, 'x.yaml.tmp'), 'of its owner')
  recorderIn(folder.path)
  const names = [...(await folder.files()).keys()].map((path) => path.split('/').at(-1))
  expect(new Set(names)).toEqual(new Set([`.x.yaml.${process.ppid}-1.tmp`, 'x.yaml.tmp']))
  expect(await readFile(join(deep, 'x.yaml.tmp'), 'utf8')).toBe('of its owner')
})

test.each(['CON', 'nul', 'com1.x', 'LPT9', 'model.', 'a..'])(
  'the folder of model %s has a valid name on Windows',
  (model) => {
    const incoming = call(model)
    const folder = fileName('/r', incoming, partsOf(incoming), '3f9a1c').split('/').at(-2)
    expect(folder).not.toMatch(/^(?:con|nul|com1|lpt9)(?:\.|$)|\.$/i)
  },
)
