import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
  until,
} from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'

const ask = () => new ConverseStreamCommand({ modelId: NOVA, ...say('x') })

describe('recordings do not contain faults', () => {
  test.concurrent.each([
    ['a cut', { cut: { inEvent: 2 } }],
    ['an exception', { error: { type: 'ModelStreamErrorException', afterEvents: 1 } }],
    ['a wrong checksum', { corrupt: 2 }],
    ['delays between events', { betweenMs: 400 }],
  ])('%s affects only the client', async (_, fault) => {
    await using folder = await temporaryFolder()
    {
      await using upstream = await startUpstream(() => ({
        headers: STREAM_ANSWER,
        pieces: textStream(['One', ' two']),
      }))
      // The SDK keeps a stream open after it has rejected a frame.
      const given = { faults: [fault], grace: 100 }
      await using server = await recording(upstream.url, folder.path, given)
      await server.runtime
        .send(ask())
        .then(({ stream }) => collect(stream))
        .catch((error: unknown) => error)
      await until(async () => (await folder.files()).size === 1, 'a recording')
      expect(server.journal.list()[0]?.fault).toBeDefined()
    }
    const [text = ''] = (await folder.files()).values()
    expect(text).not.toMatch(/exception|fault/i)
    const times = [...text.matchAll(/atMs: (\d+)/g)].map(([, ms]) => Number(ms))
    expect(Math.max(0, ...times) - Math.min(0, ...times)).toBeLessThan(400 * (times.length - 1))
    await using server = await replaying(folder.path)
    const { stream } = await server.runtime.send(ask())
    expect((await collect(stream)).length).toBe(textStream(['One', ' two']).length)
  })

  test('an error is returned without calling the real service', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => ({
      headers: STREAM_ANSWER,
      pieces: textStream(['One']),
    }))
    await using server = await recording(upstream.url, folder.path, {
      faults: [{ error: 'ValidationException' }],
    })
    await expect(server.runtime.send(ask())).rejects.toThrow(
      'The provided model identifier is invalid.',
    )
    expect(upstream.requests).toHaveLength(0)
    expect((await folder.files()).size).toBe(0)
  })
})
