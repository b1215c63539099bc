import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { wholeLines } from '../../../server/workers/whole-lines.ts'

test('passes on whole lines only, and completes the last one', async () => {
  const lines = wholeLines()
  const pieces: string[] = []
  lines.on('data', (piece: Buffer) => pieces.push(piece.toString()))
  for (const piece of ['one\ntw', 'o', '\nthree\nfour\n', 'fi', 've']) lines.write(piece)
  lines.end()
  await text(lines)
  expect(pieces.join('')).toBe('one\ntwo\nthree\nfour\nfive\n')
  expect(pieces.filter((piece) => !piece.endsWith('\n'))).toEqual([])
})
