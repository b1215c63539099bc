import { expect, test } from 'vitest'
import { chooseEmbedder, chooseModel } from '../../../server/model-server/choose-model.ts'
import { readModelServer } from '../../../server/model-server/options.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { Session } from '../../../server/sessions.ts'

const URL = 'http://localhost:11434'

const catalogue = createCatalogue({ account: '123456789012' })
const model = (id: string) => catalogue.resolve(id, 'us-east-1', new Session('test'))
const SONNET = model('us.anthropic.claude-sonnet-4-5-20250929-v1:0')
const TITAN = model('amazon.titan-embed-text-v2:0')

test('the first matching pattern chooses the model; without a pattern, the first chat model is used', () => {
  const options = readModelServer({
    url: URL,
    models: { 'anthropic.claude-*': 'qwen3:4b', '*embed*': 'nomic', '*': 'llama3.2' },
  })
  const { models } = options
  expect(chooseModel(options, [], SONNET)).toBe('qwen3:4b')
  expect(chooseModel(options, [], model('amazon.nova-lite-v1:0'))).toBe('llama3.2')
  expect(chooseEmbedder(models, TITAN)).toBe('nomic')
  expect(chooseEmbedder(models.slice(2), TITAN)).toBeUndefined()
  const unmapped = { url: URL, models: [] }
  expect(chooseModel(unmapped, ['nomic-embed-text', 'llama3.2'], SONNET)).toBe('llama3.2')
  expect(() => chooseModel(unmapped, [], SONNET)).toThrow(`The model server at ${URL} has no model`)
  expect(() => chooseModel({ url: URL, models: models.slice(1, 2) }, [], SONNET)).toThrow(
    `No pattern of modelServer.models matches anthropic.claude-sonnet-4-5-20250929-v1:0, so the call cannot be sent to the model server at ${URL}`,
  )
})
