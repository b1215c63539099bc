import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import { eventStream } from '../../../server/framing/event-stream.ts'
import type { Delta } from '../../../server/neutral/delta.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'
import { deltasOf } from '../../support/deltas.ts'
import { answer } from '../../support/dialect-target.ts'

const call = callOf('ConverseStream', {
  model: 'amazon.nova-lite-v1:0',
  body: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] },
})

const deltas = deltasOf(answer([{ text: 'Good day.' }]), (text) => text.split(/(?= )/))

function chunksOf(source: AsyncIterable<Delta>): AsyncIterator<Buffer> {
  const arriving: Answer = { source: 'fixture', kind: 'deltas', deltas: source, arrived: {} }
  const { body } = render(arriving, call)
  if (body.kind !== 'flow') throw new Error(`the body is ${body.kind}`)
  return body.chunks[Symbol.asyncIterator]()
}

const typesIn = (chunk: Buffer) =>
  new FrameReader(eventStream)
    .push(chunk)
    .map(({ type, payload }) => `${type} ${payload.toString()}`)

test('each delta is written as soon as it has arrived', async () => {
  let given = 0
  const chunks = chunksOf({
    async *[Symbol.asyncIterator]() {
      for (const delta of deltas) {
        given++
        yield delta
      }
    },
  })
  const seen: string[][] = []
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    seen.push(typesIn(next.value))
    expect(seen.length).toBe(given)
  }
  expect(seen.flat().map((line) => line.replace(/ .*/, ''))).toEqual([
    'messageStart',
    'contentBlockDelta',
    'contentBlockDelta',
    'contentBlockStop',
    'messageStop',
    'metadata',
  ])
})

test('a source that fails ends the stream with its error', async () => {
  const chunks = chunksOf({
    async *[Symbol.asyncIterator]() {
      yield* deltas.slice(0, 2)
      throw new AwsError('ModelStreamErrorException', 'The server closed the connection.')
    },
  })
  await chunks.next()
  await chunks.next()
  const { value } = await chunks.next()
  const [last = ''] = typesIn(value)
  expect(last).toMatch(/^modelStreamErrorException .*The server closed the connection\./)
  expect(await chunks.next()).toMatchObject({ done: true })
})

test('a reader that stops early notifies the source, even before the first delta', async () => {
  let left = 0
  const source = (): AsyncIterable<Delta> => ({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => (left++, { done: true, value: undefined }),
    }),
  })
  await chunksOf(source()).return?.()
  expect(left).toBe(1)
})
