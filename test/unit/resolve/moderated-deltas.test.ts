import { expect, test } from 'vitest'
import type { Answer } from '../../../server/bedrock/answer.ts'
import type { Delta } from '../../../server/neutral/delta.ts'
import { judgeBy } from '../../../server/resolve/judge.ts'
import { moderatedDeltas } from '../../../server/resolve/moderated-deltas.ts'
import type { Moderation } from '../../../server/resolve/moderation.ts'
import { deltasOf } from '../../support/deltas.ts'
import { question } from '../../support/fixture-store.ts'
import { guardrail } from '../../support/guardrail.ts'

const guarding = guardrail({ wordPolicy: { words: [{ text: 'walrus' }] } })

const moderationOf = (isAsync: boolean): Moderation => ({
  guards: [{ guardrail: guarding, origin: ['REQUEST'] }],
  wishes: { isAsync, isFull: false, isTraced: true },
  input: [],
  ground: undefined,
  judge: judgeBy(question('hi'), undefined),
})

/** An answer that arrives in chunks of seven characters, and what a client gets of it. */
async function arriving(text: string, isAsync: boolean) {
  const message = {
    kind: 'message' as const,
    content: [{ text }],
    stopReason: 'end_turn' as const,
    usage: { inputTokens: 3, outputTokens: 9 },
    latencyMs: 5,
  }
  const pieces = deltasOf(message, (whole) => whole.match(/[^]{1,7}/g) ?? [])
  const upstream = { given: 0 }
  async function* deltas(): AsyncGenerator<Delta> {
    for (const delta of pieces) {
      upstream.given += 1
      yield delta
    }
    arrived.message = message
  }
  const arrived: Extract<Answer, { kind: 'deltas' }>['arrived'] = {}
  const answer = await moderatedDeltas(
    { source: 'upstream', kind: 'deltas', deltas: deltas(), arrived },
    moderationOf(isAsync),
    question('hi'),
  )
  if (answer.kind !== 'deltas') return { answer, arrived, upstream, texts: [], stop: undefined }
  const sent: Delta[] = []
  for await (const delta of answer.deltas) sent.push(delta)
  const texts = sent.flatMap((delta) => (delta.type === 'text' ? [delta.text] : []))
  return { answer, arrived, upstream, texts, stop: sent.find(({ type }) => type === 'stop') }
}

const filler = 'All is well here. '.repeat(80)

test('an asynchronous guardrail stops a model after the blocked window', async () => {
  const { arrived, upstream, texts, stop } = await arriving(`A walrus. ${filler}`, true)
  expect(texts.join('')).toMatch(/^A walrus\. [^]{990,1000}Output blocked\.$/)
  expect(texts.at(-1)).toBe('Output blocked.')
  expect(stop).toMatchObject({ stopReason: 'guardrail_intervened', usage: { inputTokens: 3 } })
  expect(upstream.given).toBeLessThan(150)
  expect(arrived.message?.stopReason).toBe('guardrail_intervened')
  expect(arrived.guarded).toMatchObject({ intervened: true, output: [{ action: 'BLOCKED' }] })
})

test('a client that leaves before the first delta ends the call of the model', async () => {
  let hasEnded = false
  const deltas = {
    next: () => new Promise<never>(() => undefined),
    async return() {
      hasEnded = true
      return { done: true as const, value: undefined }
    },
    [Symbol.asyncIterator]: () => deltas,
  }
  const answer = await moderatedDeltas(
    { source: 'model', kind: 'deltas', deltas, arrived: {} },
    moderationOf(true),
    question('hi'),
  )
  if (answer.kind !== 'deltas') throw new Error('not deltas')
  await answer.deltas[Symbol.asyncIterator]().return?.()
  expect(hasEnded).toBe(true)
})

test('every window has a verdict', async () => {
  const { arrived, texts, stop } = await arriving(filler, true)
  expect(texts.join('')).toBe(filler)
  expect(stop).toMatchObject({ stopReason: 'end_turn' })
  expect(arrived.guarded?.output?.map(({ characters }) => characters.guarded)).toEqual([1000, 440])
})

test('a window never ends inside a character', async () => {
  const { arrived } = await arriving(`${'a'.repeat(999)}😀b`, true)
  expect(arrived.guarded?.output?.map(({ characters }) => characters.guarded)).toEqual([999, 3])
})

test('a synchronous guardrail holds the answer back until it is complete', async () => {
  const { answer } = await arriving(`${filler} walrus`, false)
  expect(answer).toMatchObject({
    kind: 'reply',
    reply: { content: [{ text: 'Output blocked.' }], stopReason: 'guardrail_intervened' },
  })
})
