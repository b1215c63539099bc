import { expect, test } from 'vitest'
import { imageSize } from '../../../server/neutral/image-size.ts'

const hex = (...parts: string[]): string =>
  Buffer.from(parts.join('').replaceAll(' ', ''), 'hex').toString('base64')

test.each([
  ['PNG', hex('89504e470d0a1a0a 0000000d 49484452 00000280 000001e0')],
  ['GIF', hex('474946383961 8002 e001')],
  ['JPEG', hex('ffd8 ffe00010', '00'.repeat(14), 'ffc0 0011 08 01e0 0280 03 000000')],
  ['lossy WebP', hex('52494646 00000000 57454250 56503820 00000000 000000 9d012a 8002 e001')],
  ['extended WebP', hex('52494646 00000000 57454250 56503858 00000000 00000000 7f0200 df0100')],
])('the size of a %s', (_, bytes) => {
  expect(imageSize(bytes)).toEqual({ width: 640, height: 480 })
})

test('lossless WebP packs both into one number', () => {
  const bits = Buffer.alloc(4)
  bits.writeUInt32LE((639 | (479 << 14)) >>> 0)
  const bytes = hex(
    '52494646 00000000 57454250 5650384c 00000000 2f',
    bits.toString('hex'),
    '00'.repeat(6),
  )
  expect(imageSize(bytes)).toEqual({ width: 640, height: 480 })
})

test.each(['', 'AAAA', hex('89504e47'), hex('ffd8ffe0'), hex('ffd8', 'ff'.repeat(50))])(
  '%s has no size',
  (bytes) => {
    expect(imageSize(bytes)).toBeUndefined()
  },
)
