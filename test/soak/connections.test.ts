import { once } from 'node:events'
import http2 from 'node:http2'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const messages = userSays('hello')
const path = `/model/${encodeURIComponent(modelId)}/converse`
const json = JSON.stringify({ messages })

test('hundreds of short HTTP/2 sessions leave nothing behind, even when clients stop reading', async () => {
  await using server = await startServer({ grace: 100 })
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const session = http2.connect(server.url)
        session.on('error', () => {})
        const stream = session.request({ ':method': 'POST', ':path': path })
        stream.on('error', () => {})
        stream.end(json)
        await once(stream, 'response')
        if (index % 2 === 0) session.destroy()
        else session.close()
      }),
    )
  }
  const answer = await server.runtime.send(new ConverseCommand({ modelId, messages }))
  expect(answer.stopReason).toBe('end_turn')
  expect(server.journal.list().length).toBe(301)
})
