import { expect, test } from 'vitest'
import { NOVA } from '../support/answers.ts'
import { JSON_ANSWER, recording, temporaryFolder } from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'

test('a hundred megabytes pass through, and are not buffered for saving', async () => {
  const piece = Buffer.alloc(1_000_000, ' ')
  const body = {
    *[Symbol.iterator]() {
      for (let at = 0; at < 100; at++) yield piece
      yield '{}'
    },
  }
  let bytes = 0
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(() => ({ headers: JSON_ANSWER, pieces: body }))
  {
    await using server = await recording(upstream.url, folder.path)
    const url = `${server.url}/model/${NOVA}/converse`
    const response = await fetch(url, { method: 'POST', body: '{}' })
    for await (const chunk of response.body ?? []) bytes += chunk.length
  }
  expect(bytes).toBe(100_000_002)
  expect((await folder.files()).size).toBe(0)
})
