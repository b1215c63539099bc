import { expect, test } from 'vitest'
import type { Answer } from '../../../server/bedrock/answer.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import { createRemote } from '../../../server/resolve/remote.ts'
import { sentCall } from '../../support/stored-calls.ts'

const answer: Answer = {
  source: 'upstream',
  kind: 'arriving',
  status: 200,
  headers: [],
  chunks: (async function* () {})(),
}

test('the place of a recording is that of the call, however late its answer begins', async () => {
  const begin = new Map<Call, () => void>()
  const places = new Map<Call, number | undefined>()
  let requests = 0
  const upstream = {
    ask: (call: Call) => new Promise<Answer>((resolve) => begin.set(call, () => resolve(answer))),
    originOf: () => 'http://127.0.0.1',
    close: async () => undefined,
  }
  const recorder = {
    nextPlace: () => requests++,
    keep(call: Call, kept: Answer, place?: number) {
      places.set(call, place)
      return kept
    },
    close: async () => undefined,
  }
  const remote = createRemote(async () => ({ upstream, recorder }))
  const [first, second] = ['first', 'second'].map((text) =>
    sentCall('Converse', 'amazon.nova-micro-v1:0', {
      messages: [{ role: 'user', content: [{ text }] }],
    }),
  ) as [Call, Call]
  const recorded = [remote.record(first), remote.record(second)]
  await expect.poll(() => begin.size).toBe(2)
  begin.get(second)?.()
  await recorded[1]
  begin.get(first)?.()
  await recorded[0]
  expect([places.get(first), places.get(second)]).toEqual([0, 1])
})
