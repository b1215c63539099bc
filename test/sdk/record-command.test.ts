import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  JSON_ANSWER,
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
} from '../support/recorded.ts'
import { runCommand } from '../support/command.ts'
import { OWN, startUpstream } from '../support/upstream.ts'
import type { UpstreamRequest, Scripted } from '../support/upstream.ts'

let output = ''

beforeEach(() => {
  output = ''
  for (const [name, value] of Object.entries(OWN)) vi.stubEnv(name, value)
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      output += text.toString()
      return true
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** Answers that contain the number of the run. */
function script(nth: () => number) {
  return ({ url, body }: UpstreamRequest): Scripted => {
    if (body.includes('refused') && nth() > 1)
      return {
        status: 429,
        headers: [...JSON_ANSWER, ['x-amzn-ErrorType', 'ThrottlingException:x']],
        pieces: ['{"message":"slow down"}'],
      }
    if (url.endsWith('stream')) return { headers: STREAM_ANSWER, pieces: textStream(['the same']) }
    return {
      headers: JSON_ANSWER,
      pieces: [converseBody(body.includes('stable') ? 'the same' : `run ${nth()}`)],
    }
  }
}

describe('bedrock-local record', () => {
  test('renews every recording, and reports what changed', async () => {
    await using folder = await temporaryFolder()
    let now = 1
    await using upstream = await startUpstream(script(() => now))
    {
      await using server = await recording(upstream.url, folder.path)
      for (const text of ['stable', 'moving', 'refused'])
        await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
      await collect(
        (await server.runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('stable') })))
          .stream,
      )
    }
    const before = await folder.files()
    const bodies = upstream.requests.map(({ body }) => JSON.parse(body.toString()) as unknown)
    now = 2
    const config = { fixtures: [folder.path], upstream: upstream.url }
    expect(await runCommand(['record', '--from', folder.path, '--yes'], config)).toBe(1)

    expect(output).toMatch(
      /(?:^|\n)4 recordings, AWS credentials from the environment\.\n4 calls, about \$0\.00\d\d if the answers have the same length\.\n/,
    )
    expect(output).toContain('4/4 ')
    expect(output).toMatch(/moving-[0-9a-f]{6}\.yaml\n  text +"run 1" -> "run 2"\n/)
    expect(output).toMatch(
      /refused-[0-9a-f]{6}\.yaml\n  failed, recording unchanged: 429 .*slow down/,
    )
    expect(output).toMatch(
      /4 calls: 2 unchanged, 1 changed, 1 failed\.\nMedian latency \d+ -> \d+ ms\.\n$/,
    )
    // The same requests were sent, and the same files contain the answers.
    expect(
      upstream.requests.slice(4).map(({ body }) => JSON.parse(body.toString()) as unknown),
    ).toEqual(expect.arrayContaining(bodies))
    const after = await folder.files()
    expect([...after.keys()]).toEqual([...before.keys()])
    const changed = [...after].filter(
      ([name, text]) => withoutTimes(text) !== withoutTimes(before.get(name)),
    )
    expect(changed.map(([name]) => name)).toEqual([expect.stringContaining('moving')])
  })

  test('renews only the selected ones', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(script(() => 1))
    {
      await using server = await recording(upstream.url, folder.path)
      for (const text of ['one', 'two'])
        await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
      await server.runtime.send(
        new ConverseCommand({ modelId: 'amazon.nova-pro-v1:0', ...say('three') }),
      )
    }
    const config = { fixtures: [folder.path], upstream: upstream.url }
    const asked = async (...args: string[]) => {
      upstream.requests.length = 0
      await runCommand(['record', '--yes', ...args], config)
      return upstream.requests.map(
        ({ url, body }) =>
          `${/model\/([^/]+)/.exec(url)?.[1]} ${/"text":"(\w+)"/.exec(body.toString())?.[1]}`,
      )
    }
    expect(await asked('--only', '*two-*')).toEqual([`${encodeURIComponent(NOVA)} two`])
    expect(await asked('--model', 'amazon.nova-pro*')).toEqual(['amazon.nova-pro-v1%3A0 three'])
    expect(await asked('--only', '*one-*', '--as', 'amazon.nova-lite-v1:0')).toEqual([
      'amazon.nova-lite-v1%3A0 one',
    ])
    // The answers of another model are kept separately, and replay for that model.
    await using server = await replaying(folder.path)
    const { stopReason } = await server.runtime.send(
      new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', ...say('one') }),
    )
    expect(stopReason).toBe('end_turn')
  })

  test('sends nothing without confirmation', async () => {
    await using folder = await temporaryFolder()
    await using upstream = await startUpstream(script(() => 1))
    {
      await using server = await recording(upstream.url, folder.path)
      await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say('one') }))
    }
    upstream.requests.length = 0
    const config = { fixtures: [folder.path], upstream: upstream.url }
    await expect(runCommand(['record'], config)).rejects.toThrow(/costs money\. Confirm with --yes/)
    expect(upstream.requests).toEqual([])
  })

  test('reports when there is nothing to renew, and rejects unknown options', async () => {
    await using folder = await temporaryFolder()
    const config = { fixtures: [folder.path] }
    await expect(runCommand(['record', '--yes'], config)).rejects.toThrow(
      /^No recordings to repeat in/,
    )
    await expect(runCommand(['record', '--everything'], config)).rejects.toThrow(
      /see bedrock-local record --help/,
    )
  })
})

function withoutTimes(text = ''): string {
  return text.replaceAll(/\bat: .*|atMs: \d+|latencyMs: \d+/g, '')
}
