import { expect, test } from 'vitest'
import { chooseEmbedder, chooseModel } from '../../../server/model-server/choose-model.ts'
import { readModelServer } from '../../../server/model-server/options.ts'
import { basesOf } from '../../../server/model-server/probe.ts'
import { createQueue } from '../../../server/model-server/queue.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { Session } from '../../../server/sessions.ts'

const URL = 'http://localhost:11434'

test.each([
  [URL, [`${URL}/v1`, `${URL}/engines/v1`, URL]],
  [`${URL}/`, [`${URL}/v1`, `${URL}/engines/v1`, URL]],
  [`${URL}/v1/`, [`${URL}/v1`]],
  [`${URL}/v1/chat/completions`, [`${URL}/v1`]],
  [`${URL}/engines/llama.cpp/v1`, [`${URL}/engines/llama.cpp/v1`]],
])('%s may be at', (url, bases) => {
  expect(basesOf(url)).toEqual(bases)
})

test.each<[string, Parameters<typeof readModelServer>[0], RegExp]>([
  ['no URL', 'localhost:11434', /a URL such as http:\/\/localhost:11434, not "localhost:11434"/],
  ['a password', 'http://me:secret@localhost:11434', /^(?!.*secret).*modelServer\.apiKey/],
  ['an unknown member', { url: URL, model: 'x' }, /models/],
  ['no number', { url: URL, timeoutMs: 'long' }, /timeoutMs/],
  ['a model that is no name', { url: URL, models: { '*': 5 } }, /modelServer\.models\.\*/],
  ['another fallback', { url: URL, fallback: 'canned' }, /fallback/],
])('a setting with %s is refused', (_name, written, message) => {
  expect(() => readModelServer(written)).toThrow(message)
})

const catalogue = createCatalogue({ account: '123456789012' })
const model = (id: string) => catalogue.resolve(id, 'us-east-1', new Session('test'))
const SONNET = model('us.anthropic.claude-sonnet-4-5-20250929-v1:0')
const TITAN = model('amazon.titan-embed-text-v2:0')

test('the first pattern that matches chooses the model; without any, the first that can chat', () => {
  const { models } = readModelServer({
    url: URL,
    models: { 'anthropic.claude-*': 'qwen3:4b', '*embed*': 'nomic', '*': 'llama3.2' },
  })
  expect(chooseModel(models, [], SONNET)).toBe('qwen3:4b')
  expect(chooseModel(models, [], model('amazon.nova-lite-v1:0'))).toBe('llama3.2')
  expect(chooseEmbedder(models, TITAN)).toBe('nomic')
  expect(chooseEmbedder(models.slice(2), TITAN)).toBeUndefined()
  expect(chooseModel([], ['nomic-embed-text', 'llama3.2'], SONNET)).toBe('llama3.2')
  expect(() => chooseModel([], [], SONNET)).toThrow('has no model')
  expect(() => chooseModel(models.slice(1, 2), [], SONNET)).toThrow('No pattern')
})

test('calls beyond the concurrency wait in order; too many are throttled, and who leaves waits no more', async () => {
  const { signal } = new AbortController()
  const leaver = new AbortController()
  const queue = createQueue(1, URL, 2)
  const order: string[] = []
  const leave = await queue.enter(signal)
  const left = queue.enter(leaver.signal).catch(() => order.push('left'))
  const next = queue.enter(signal).then((end) => (order.push('next'), end))
  await expect(queue.enter(signal)).rejects.toMatchObject({ name: 'ThrottlingException' })
  leaver.abort()
  await left
  leave()
  const end = await next
  expect(order).toEqual(['left', 'next'])
  end()
  ;(await queue.enter(signal))()
})
