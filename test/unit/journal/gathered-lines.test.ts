import { expect, test, vi } from 'vitest'
import { writingTogether } from '../../../server/journal/gathered-lines.ts'

function destination() {
  const written: string[] = []
  const flush = vi.fn<(done?: (error?: Error) => void) => void>((done) => done?.())
  return { written, flush, write: (text: string) => written.push(text) }
}

test('lines of one moment are written together', async () => {
  const to = destination()
  const lines = writingTogether(to)
  lines.write('one\n')
  lines.write('two\n')
  expect(to.written).toEqual([])
  await vi.waitFor(() => expect(to.written).toEqual(['one\ntwo\n']))
  lines.write('three\n')
  await vi.waitFor(() => expect(to.written).toEqual(['one\ntwo\n', 'three\n']))
})

test('many lines do not wait, and the last ones are there after a flush', () => {
  const to = destination()
  const lines = writingTogether(to)
  const long = `${'x'.repeat(9_000)}\n`
  lines.write(long)
  expect(to.written).toEqual([long])
  lines.write('last\n')
  const done = vi.fn<() => void>()
  lines.flush(done)
  lines.flush()
  expect(to.written).toEqual([long, 'last\n'])
  expect(done).toHaveBeenCalledOnce()
})
