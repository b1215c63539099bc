import { expect, test } from 'vitest'
import { readModelServer } from '../../../server/model-server/options.ts'

const URL = 'http://localhost:11434'

test.each<[string, Parameters<typeof readModelServer>[0], RegExp]>([
  ['no URL', 'localhost:11434', /a URL such as http:\/\/localhost:11434, not "localhost:11434"/],
  ['a password', 'http://me:secret@localhost:11434', /^(?!.*secret).*modelServer\.apiKey/],
  ['an unknown member', { url: URL, model: 'x' }, /models/],
  ['a value that is not a number', { url: URL, timeoutMs: 'long' }, /timeoutMs/],
  ['a model that is not a string', { url: URL, models: { '*': 5 } }, /modelServer\.models\.\*/],
  ['an unknown fallback', { url: URL, fallback: 'canned' }, /fallback/],
])('a setting with %s is rejected', (_name, written, message) => {
  expect(() => readModelServer(written)).toThrow(message)
})
