import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ImageTask } from '../../../../server/neutral/prompt.ts'
import { inventImages } from '../../../../server/invent/images/images.ts'
import { modelOf } from '../asking.ts'

const MODEL = modelOf('amazon.nova-canvas-v1:0')
const task = (more: Partial<ImageTask>): ImageTask => ({
  kind: 'image',
  text: 'a cup of tea',
  width: 64,
  height: 48,
  count: 1,
  format: 'png',
  ...more,
})
const draw = (more: Partial<ImageTask>): string[] => inventImages(task(more), MODEL).images

/** The chunks of a PNG; throws if a checksum is wrong. */
function chunks(base64: string): Map<string, Buffer> {
  const bytes = Buffer.from(base64, 'base64')
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const byName = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const data = bytes.subarray(at + 8, at + 8 + length)
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)))
    byName.set(bytes.toString('latin1', at + 4, at + 8), data)
    at += length + 12
  }
  return byName
}

describe('invented images', () => {
  test.each([
    [1, 1],
    [17, 3],
    [64, 48],
    [1024, 1024],
  ])('are PNGs of %i by %i pixels', (width, height) => {
    const parts = chunks(draw({ width, height })[0] ?? '')
    expect([...parts.keys()]).toEqual(['IHDR', 'PLTE', 'tEXt', 'IDAT', 'IEND'])
    expect(parts.get('IHDR')?.readUInt32BE(0)).toBe(width)
    expect(parts.get('IHDR')?.readUInt32BE(4)).toBe(height)
    const pixels = inflateSync(parts.get('IDAT') ?? '')
    expect(pixels).toHaveLength((width + 1) * height)
    expect(Math.max(...pixels.subarray(0, 4096))).toBeLessThan(64)
  })

  test.each([
    [1, 1],
    [17, 3],
    [64, 48],
  ])('are JPEGs of %i by %i pixels if JPEG is requested', (width, height) => {
    const bytes = Buffer.from(draw({ width, height, format: 'jpeg' })[0] ?? '', 'base64')
    expect(bytes.toString('hex', 0, 4)).toBe('ffd8ffe0')
    expect(bytes.toString('hex', bytes.length - 2)).toBe('ffd9')
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
    expect([bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)]).toEqual([width, height])
    expect(new Set(draw({ width, height, format: 'jpeg', count: 2 })).size).toBe(2)
  })

  test('are small', () => {
    expect(draw({ width: 1024, height: 1024 })[0]?.length).toBeLessThan(200_000)
  })

  test('contain the prompt, in characters that the format allows', () => {
    const about = chunks(draw({ text: 'tea\0 for 二' })[0] ?? '').get('tEXt')
    expect(about?.toString('latin1')).toBe('Description\0Invented by bedrock-local: tea? for ?')
  })

  test('are the same for the same request, and differ by prompt, by seed, and within one request', () => {
    expect(draw({ count: 2 })).toEqual(draw({ count: 2 }))
    const all = [
      ...draw({ count: 3 }),
      ...draw({ seed: 7 }),
      ...draw({ seed: 8 }),
      ...draw({ text: 'coffee' }),
    ]
    expect(new Set(all).size).toBe(6)
  })
})
