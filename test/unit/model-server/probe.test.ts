import { expect, test } from 'vitest'
import { basesOf } from '../../../server/model-server/probe.ts'

const URL = 'http://localhost:11434'

test.each([
  [URL, [`${URL}/v1`, `${URL}/engines/v1`, URL]],
  [`${URL}/`, [`${URL}/v1`, `${URL}/engines/v1`, URL]],
  [`${URL}/v1/`, [`${URL}/v1`]],
  [`${URL}/v1/chat/completions`, [`${URL}/v1`]],
  [`${URL}/engines/llama.cpp/v1`, [`${URL}/engines/llama.cpp/v1`]],
])('%s can be at', (url, bases) => {
  expect(basesOf(url)).toEqual(bases)
})
