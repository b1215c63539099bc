import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import type { Journal } from '../../../server/journal/journal.ts'
import { createStore } from '../../../server/store/folder-store.ts'
import { callOf } from '../../support/calls.ts'
import { played } from '../../support/fixture-store.ts'
import { asks, journalOf, keptIn, modelId, offering, textAnswer } from '../../support/exchanges.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Kept = Parameters<typeof keptIn>[1]

function saved(kept: Kept, journal: Journal = journalOf()) {
  const { id } = keptIn(journal, kept)
  const [one] = journal.save([id], folder)
  if (one === undefined) throw new Error('nothing was saved')
  return { ...one, text: readFileSync(one.file, 'utf8') }
}

function loaded() {
  const store = createStore({ folders: [folder], watch: false, log: () => {} })
  expect(store.problems).toEqual([])
  return store
}

/** The answer to a call from the saved files. */
function replayed(operation: string, body: object) {
  const store = loaded()
  const call = callOf(operation, { model: modelId, body })
  return played(store, call)
}

test('an exchange becomes a readable fixture', () => {
  const { file, name, text } = saved({ body: asks('What is the capital of France?') })
  expect(name).toMatch(/^saved\/what-is-the-capital-of-[0-9a-f]{6}\.yaml$/)
  expect(file).toBe(join(folder, name))
  expect(text).toBe(
    [
      'match:',
      '  operation:',
      '    - Converse',
      '    - ConverseStream',
      `  model: ${modelId}`,
      '  prompt:',
      '    equals: What is the capital of France?',
      'answer:',
      '  text: Paris.',
      '  usage:',
      '    inputTokens: 12',
      '    outputTokens: 6',
      '',
    ].join('\n'),
  )
})

test('that answers the same call, and its stream', () => {
  const body = asks('What is the capital of France?')
  saved({ body })
  const expected = { kind: 'reply', source: 'fixture', reply: { content: [{ text: 'Paris.' }] } }
  expect(replayed('Converse', body)).toMatchObject(expected)
  expect(replayed('ConverseStream', body)).toMatchObject(expected)
  expect(replayed('Converse', asks('Another question?'))).toBeUndefined()
})

test('a tool call keeps its arguments, and gets a new id', () => {
  const toolUse = { toolUseId: 'tooluse_abc', name: 'get_weather', input: { city: 'Rome' } }
  const body = asks('Weather?', offering('get_weather'))
  const { text } = saved({
    body,
    answer: textAnswer('', {
      content: [{ text: 'Let me see.' }, { toolUse }],
      stopReason: 'tool_use',
    }),
  })
  expect(text).not.toContain('tooluse_abc')
  expect(text).not.toContain('stopReason')
  expect(replayed('Converse', body)).toMatchObject({
    reply: {
      stopReason: 'tool_use',
      content: [{}, { toolUse: { name: 'get_weather', input: { city: 'Rome' } } }],
    },
  })
})

test('an answer to a tool result matches the tool', () => {
  const messages = [
    { role: 'user', content: [{ text: 'Weather?' }] },
    {
      role: 'assistant',
      content: [{ toolUse: { toolUseId: 't1', name: 'get_weather', input: {} } }],
    },
    { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'sunny' }] } }] },
  ]
  const body = { messages, ...offering('get_weather') }
  expect(saved({ body }).text).toContain('toolResult:\n    name: get_weather')
  expect(replayed('Converse', body)).toMatchObject({ reply: { content: [{ text: 'Paris.' }] } })
})

test('a native call is saved in the neutral form', () => {
  const body = { messages: [{ role: 'user', content: [{ text: 'native' }] }] }
  const { text } = saved({ operation: 'InvokeModel', body })
  expect(text).toContain('- InvokeModelWithResponseStream')
  expect(text).toContain('text: Paris.')
})

test('an error is saved as an error', () => {
  const error = new AwsError(
    'ThrottlingException',
    'Too many requests, please wait before trying again.',
  )
  const { text } = saved({ body: asks('hi'), answer: { source: 'fault', kind: 'error', error } })
  expect(text).toContain(
    'error:\n  type: ThrottlingException\n  message: Too many requests, please wait before trying again.',
  )
})

test('an image is in a file next to the fixture', () => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const model = 'amazon.nova-canvas-v1:0'
  const body = { taskType: 'TEXT_IMAGE', textToImageParams: { text: 'a red square' } }
  const { text } = saved({
    operation: 'InvokeModel',
    model,
    body,
    answer: {
      source: 'invented',
      kind: 'reply',
      reply: { kind: 'images', images: [png], latencyMs: 1 },
      pace: { kind: 'instant' },
    },
  })
  expect(text).toMatch(/image: a-red-square-[0-9a-f]{6}\.png/)
  expect(
    readdirSync(join(folder, 'saved'))
      .toSorted()
      .map((name) => name.split('.')[1]),
  ).toEqual(['png', 'yaml'])
  loaded()
})

test('the same request saved again overwrites its file', () => {
  const first = saved({ body: asks('hi') })
  const second = saved({ body: asks('hi'), answer: textAnswer('Something else.') })
  expect(second.file).toBe(first.file)
  expect(second.text).toContain('Something else.')
  expect(readdirSync(join(folder, 'saved'))).toHaveLength(1)
})

test('calls that differ only in their system prompt keep their own answers', () => {
  const journal = journalOf()
  const inLanguage = (text: string) => ({ ...asks('Say hello'), system: [{ text }] })
  const ids = [
    keptIn(journal, { body: inLanguage('French'), answer: textAnswer('Bonjour') }).id,
    keptIn(journal, { body: inLanguage('German'), answer: textAnswer('Hallo') }).id,
    keptIn(journal, { body: asks('Say hello'), answer: textAnswer('Hello') }).id,
  ]
  expect(new Set(journal.save(ids, folder).map(({ file }) => file)).size).toBe(3)
  const replies = (text: string) => ({ reply: { content: [{ text }] } })
  expect(replayed('Converse', inLanguage('French'))).toMatchObject(replies('Bonjour'))
  expect(replayed('Converse', inLanguage('German'))).toMatchObject(replies('Hallo'))
  expect(replayed('Converse', asks('Say hello'))).toMatchObject(replies('Hello'))
})

test('no secret reaches the file, and the fixture still answers', () => {
  const body = asks('use AKIAIOSFODNN7EXAMPLE for this')
  const { text } = saved({ body, answer: textAnswer('AKIAIOSFODNN7EXAMPLE it is.') })
  expect(text).not.toContain('AKIAI')
  expect(replayed('Converse', body)).toMatchObject({
    reply: { content: [{ text: '[access key id] it is.' }] },
  })
})

test('a long prompt is matched by its beginning', () => {
  const body = asks(`Summarise this: ${'word '.repeat(5_000)}`)
  saved({ body })
  expect(replayed('Converse', body)).toMatchObject({ kind: 'reply' })
})

test('editors find the schema if the folder has it', () => {
  writeFileSync(join(folder, 'fixture.schema.json'), '{}')
  expect(saved({ body: asks('hi') }).text).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/fixture\.schema\.json\n/,
  )
})

test('reports what cannot be saved, and writes nothing', () => {
  const journal = journalOf()
  const good = keptIn(journal, { body: asks('good') })
  const missed = keptIn(journal, {
    body: asks('bad'),
    answer: {
      source: 'fixture',
      kind: 'error',
      error: new AwsError('FixtureNotFoundException', 'none'),
    },
  })
  const cut = keptIn(journal, { body: asks('cut'), ended: 'client left' })
  const holes = keptIn(journal, {
    body: asks('holes'),
    answer: textAnswer('write {{prompt}} there'),
  })
  const save =
    (...ids: string[]) =>
    () =>
      journal.save(ids, folder)
  expect(save(good.id, missed.id)).toThrow(`${missed.id} cannot be saved: no fixture matched it`)
  expect(save(cut.id)).toThrow('its answer is incomplete (client left)')
  expect(save(holes.id)).toThrow('double braces')
  expect(save('nobody')).toThrow('The journal has no exchange nobody.')
  expect(readdirSync(folder)).toEqual([])
})

test.each(['..', '../elsewhere', '/tmp/elsewhere', 'a/../../b'])(
  'never writes outside the folder: %s',
  (under) => {
    const journal = journalOf()
    const { id } = keptIn(journal, { body: asks('hi') })
    expect(() => journal.save([id], folder, { under })).toThrow('is not in the fixtures folder')
  },
)

test('or through a link that leads out of it', () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'))
  mkdirSync(join(folder, 'in'))
  symlinkSync(outside, join(folder, 'in', 'link'))
  const journal = journalOf()
  const { id } = keptIn(journal, { body: asks('hi') })
  expect(() => journal.save([id], folder, { under: 'in/link/deep' })).toThrow(
    'is not in the fixtures folder',
  )
  expect(readdirSync(outside)).toEqual([])
  rmSync(outside, { recursive: true })
})

test('creates a missing folder', () => {
  const journal = journalOf()
  const { id } = keptIn(journal, { body: asks('hi') })
  const [one] = journal.save([id], join(folder, 'new'))
  expect(existsSync(one?.file ?? '')).toBe(true)
})
