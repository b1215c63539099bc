import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  JSON_ANSWER,
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
  until,
} from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'
import type { Scripted } from '../support/upstream.ts'
import type { Server } from '../support/server.ts'

describe('record mode', () => {
  const counting = () => {
    let nth = 0
    return (): Scripted => ({ headers: JSON_ANSWER, pieces: [converseBody(`answer ${++nth}`)] })
  }
  const ask = async ({ runtime }: Server, text = 'again') => {
    const { output } = await runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
    return output?.message?.content?.[0]?.text
  }

  test('forwards a repeated request within one run, and its answers replay in order', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    {
      await using server = await recording(upstream.url, folder.path)
      expect([await ask(server), await ask(server), await ask(server)]).toEqual([
        'answer 1',
        'answer 2',
        'answer 3',
      ])
    }
    expect((await folder.files()).size).toBe(1)
    await using server = await replaying(folder.path)
    expect([await ask(server), await ask(server), await ask(server), await ask(server)]).toEqual([
      'answer 1',
      'answer 2',
      'answer 3',
      'answer 3',
    ])
  })

  test('answers from recordings of an earlier run', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    for (let run = 0; run < 2; run++) {
      await using server = await recording(upstream.url, folder.path)
      expect(await ask(server)).toBe('answer 1')
    }
    expect(upstream.requests).toHaveLength(1)
  })

  test.each([
    ['replace', ['answer 2', 'answer 2']],
    ['append', ['answer 1', 'answer 2']],
  ] as const)('--refresh=%s forwards everything again', async (refresh, replayed) => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    {
      await using server = await recording(upstream.url, folder.path)
      await ask(server)
    }
    const before = [...(await folder.files()).keys()]
    {
      await using server = await recording(upstream.url, folder.path, { refresh })
      expect(await ask(server)).toBe('answer 2')
    }
    expect([...(await folder.files()).keys()]).toEqual(before)
    await using server = await replaying(folder.path)
    expect([await ask(server), await ask(server)]).toEqual(replayed)
  })

  test('writes one file for many identical concurrent requests', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    {
      await using server = await recording(upstream.url, folder.path)
      await Promise.all(Array.from({ length: 20 }, () => ask(server)))
    }
    const files = await folder.files()
    expect(files.size).toBe(1)
    expect([...files.values()][0]?.match(/- status: 200/g)).toHaveLength(20)
  })

  test('keeps recordings in a separate folder, and finds them there again', async () => {
    await using folder = await temporaryFolder()
    await using apart = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    const recordTo = join(apart.path, 'not-yet-there')
    for (let run = 0; run < 2; run++) {
      await using server = await recording(upstream.url, folder.path, { recordTo })
      expect(await ask(server)).toBe('answer 1')
    }
    expect(upstream.requests).toHaveLength(1)
    expect((await folder.files()).size).toBe(0)
    await using server = await replaying(folder.path, { recordTo })
    expect(await ask(server)).toBe('answer 1')
  })

  test('answers from its recordings as soon as it is switched to replay', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    await using server = await recording(upstream.url, folder.path)
    await ask(server)
    await until(() => server.store.count.recordings === 1, 'the recording is known')
    server.mode.set('replay')
    expect(await ask(server)).toBe('answer 1')
    expect(upstream.requests).toHaveLength(1)
  })

  test('names files after their content', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    {
      await using server = await recording(upstream.url, folder.path)
      await ask(server, 'Describe the purpose of life, please')
    }
    expect([...(await folder.files()).keys()][0]).toMatch(
      /^recorded\/converse\/us\.amazon\.nova-micro-v1_0\/describe-the-purpose-of-life-[0-9a-f]{6}\.yaml$/,
    )
  })

  test('answers the sibling operation from a recording', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(() => ({
      headers: STREAM_ANSWER,
      pieces: textStream(['Hello', ' there']),
    }))
    {
      await using server = await recording(upstream.url, folder.path)
      await collect(
        (await server.runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('hi') })))
          .stream,
      )
    }
    await using server = await replaying(folder.path)
    const { output, usage, stopReason } = await server.runtime.send(
      new ConverseCommand({ modelId: NOVA, ...say('hi') }),
    )
    expect(output?.message?.content).toEqual([{ text: 'Hello there' }])
    expect({ usage, stopReason }).toMatchObject({
      usage: { inputTokens: 12, outputTokens: 7 },
      stopReason: 'end_turn',
    })
  })

  test('proxy forwards everything and saves nothing', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(counting())
    await using server = await recording(upstream.url, folder.path, { mode: 'proxy' })
    expect([await ask(server), await ask(server)]).toEqual(['answer 1', 'answer 2'])
    expect((await folder.files()).size).toBe(0)
    expect(server.journal.list()).toHaveLength(2)
  })
})
