import { expect, test } from 'vitest'
import { tee } from '../../../server/framing/tee.ts'

async function* chunksOf(...chunks: (Buffer | Error)[]) {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk
    yield chunk
  }
}

async function gathered(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const passed: Buffer[] = []
  for await (const chunk of chunks) passed.push(chunk)
  return passed
}

function listening() {
  const seen: string[] = []
  return {
    seen,
    chunk: (bytes: Buffer) => void seen.push(bytes.toString()),
    end: (how: string) => void seen.push(how),
  }
}

const [one, two] = [Buffer.from('1'), Buffer.from('2')]

test('passes every chunk on and shows it to the listener', async () => {
  const listener = listening()
  expect(await gathered(tee(chunksOf(one, two), listener))).toEqual([one, two])
  expect(listener.seen).toEqual(['1', '2', 'complete'])
})

test('reports that the source broke, and throws its error', async () => {
  const listener = listening()
  await expect(gathered(tee(chunksOf(one, new Error('gone')), listener))).rejects.toThrow('gone')
  expect(listener.seen).toEqual(['1', 'broke'])
})

test('reports that the reader stopped', async () => {
  const listener = listening()
  const reader = tee(chunksOf(one, two), listener)[Symbol.asyncIterator]()
  await reader.next()
  await reader.return?.()
  expect(listener.seen).toEqual(['1', 'left'])
})

test('a reader that stops before the first chunk releases the source', async () => {
  let returned = false
  const chunks: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: true, value: undefined }),
      return() {
        returned = true
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
  const listener = listening()
  await tee(chunks, listener)[Symbol.asyncIterator]().return?.()
  expect(returned).toBe(true)
  expect(listener.seen).toEqual(['left'])
})
