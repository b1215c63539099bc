import { describe, expect, test } from 'vitest'
import type { RecordedResponse } from '../../../server/recordings/recorded-response.ts'
import { parseSettings } from '../../../server/redaction/settings-file.ts'
import { HAIKU, index, NOVA, play, reply, say } from '../../support/stored.ts'
import { sentCall } from '../../support/stored-calls.ts'

describe('lookup', () => {
  test('by the request, however it is written', () => {
    const { recordings, list } = index([{}, { body: say('bye') }])
    expect(recordings.find(sentCall('Converse', NOVA, say('bye')))).toMatchObject({
      recording: list[1],
      exact: true,
      sameOperation: true,
      earlier: true,
    })
    expect(recordings.find(sentCall('Converse', NOVA, say('other')))).toBeUndefined()
    expect(recordings.size).toBe(2)
  })

  test('removed ones are gone', () => {
    const { recordings, list } = index([{}])
    for (const one of list) recordings.remove(one)
    expect(recordings.find(sentCall('Converse', NOVA, say('hi')))).toBeUndefined()
    expect(recordings.size).toBe(0)
  })

  test('prefers the same operation to its sibling, and the same name to another of the same resource', () => {
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`
    const { recordings, list } = index([
      {
        operation: 'ConverseStream',
        answers: [[{ type: 'messageStop', payload: '{"stopReason":"end_turn"}', atMs: 1 }]],
      },
      { model: arn, foundation: NOVA },
      {},
    ])
    const by = (name: string, model: string) =>
      recordings.find(sentCall(name, model, say('hi')))?.recording
    expect(by('Converse', NOVA)).toBe(list[2])
    expect(by('ConverseStream', NOVA)).toBe(list[0])
  })

  test('falls back to a success of the same foundation model, but not to an error', () => {
    const profile = `us.${NOVA}`
    const refusal: RecordedResponse = {
      status: 400,
      headers: [],
      latencyMs: 1,
      body: Buffer.from('{"message":"no"}'),
    }
    const { recordings, list } = index([{}, { body: say('no'), answers: [refusal] }])
    expect(recordings.find(sentCall('Converse', profile, say('hi')))).toMatchObject({
      recording: list[0],
      exact: false,
      earlier: false,
    })
    expect(recordings.find(sentCall('Converse', profile, say('no')))).toBeUndefined()
  })

  test('ignores what settings.yaml lists', () => {
    const { settings } = parseSettings('normalise: [uuid]\n', 'settings.yaml')
    const id = (first: string) => say(`order ${first}a1b2c3d-1111-4222-8333-444455556666`)
    const { recordings } = index([{ body: id('0') }], settings)
    expect(recordings.find(sentCall('Converse', NOVA, id('9')))).toBeDefined()
  })
})

describe('replay', () => {
  test('returns the recorded bytes, headers and pace', () => {
    expect(play([{}], sentCall('Converse', NOVA, say('hi')))).toEqual({
      source: 'recording',
      fixture: 'r0',
      kind: 'recorded',
      status: 200,
      headers: [['Content-Type', 'application/json']],
      pace: { kind: 'recorded', speed: 1 },
      body: reply('Hello'),
    })
  })

  test('plays several answers in order, and repeats the last one', () => {
    const { recordings } = index([{ answers: [reply('one'), reply('two')] }])
    const call = sentCall('Converse', NOVA, say('hi'))
    const played = (place: number) => {
      const hit = recordings.find(call)
      const answer = hit && recordings.play(hit, call, place)
      if (answer?.kind !== 'recorded' || !Buffer.isBuffer(answer.body)) return undefined
      return answer.body.includes('one') ? 'one' : 'two'
    }
    expect([0, 1, 2].map(played)).toEqual(['one', 'two', 'two'])
  })

  test('returns a recorded rejection, for the sibling too', () => {
    const refusal: RecordedResponse = {
      status: 400,
      headers: [['x-amzn-ErrorType', 'ValidationException:x']],
      latencyMs: 1,
      body: Buffer.from('{"message":"no"}'),
    }
    for (const operation of ['Converse', 'ConverseStream']) {
      expect(play([{ answers: [refusal] }], sentCall(operation, NOVA, say('hi')))).toMatchObject({
        kind: 'recorded',
        status: 400,
      })
    }
  })
})

describe('near misses', () => {
  test('list the differences, the closest recording first, and how to ignore them', () => {
    const { recordings } = index([
      {
        body: {
          ...(say('What is the capital of France?') as object),
          inferenceConfig: { temperature: 0 },
        },
      },
      { model: HAIKU, body: say('something else') },
    ])
    const values = {
      ...(say('What is the capital of France?') as object),
      inferenceConfig: { temperature: 1 },
    }
    const [first, second] = recordings.nearest(sentCall('Converse', NOVA, values), 2)
    expect(first?.fixture).toBe('r0')
    expect(first?.reasons()).toEqual([
      'inferenceConfig.temperature is 1, recorded 0',
      'to ignore it, add "inferenceConfig.temperature" to ignore in settings.yaml',
    ])
    expect(second?.reasons()[0]).toBe(`model is "${NOVA}", recorded "${HAIKU}"`)
  })

  test('start with the most similar prompt', () => {
    const { recordings } = index([
      { body: say('Write a poem about bees') },
      { body: say('What is the capital of France?') },
      { body: say('What is the capital city of Japan, and how many people live there?') },
      { model: HAIKU, body: say('What is the capital of Spain?') },
    ])
    const near = recordings.nearest(
      sentCall('Converse', NOVA, say('What is the capital of Spain?')),
      9,
    )
    expect(near.map(({ fixture }) => fixture)).toEqual(['r1', 'r3', 'r2', 'r0'])
  })

  test('suggest normalising dates', () => {
    const { recordings } = index([{ body: say('Today is 2026-03-01.') }])
    expect(
      recordings.nearest(sentCall('Converse', NOVA, say('Today is 2026-11-20.')), 1)[0]?.reasons(),
    ).toEqual([
      'messages.0.content.0.text is "Today is 2026-11-20.", recorded "Today is 2026-03-01."',
      'to ignore dates, times and UUIDs, add them to normalise in settings.yaml',
    ])
  })
})

test('of thousands, the nearest has the most similar request, wherever it was loaded', () => {
  const question = (nth: number) => say(`Tell me everything about lake number ${nth}, please.`)
  const { recordings } = index(Array.from({ length: 1_500 }, (_, nth) => ({ body: question(nth) })))
  const call = sentCall('Converse', NOVA, say('Tell me everything about lake number 17, quickly.'))
  expect(recordings.nearest(call, 1)[0]?.fixture).toBe('r17')
})
