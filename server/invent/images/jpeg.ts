import type { Cells } from './cells.ts'

// A baseline JPEG whose blocks have one colour each. A block is its mean and nothing else, so there is no transform and
// almost no entropy coding.

/** With 8 as the only quantiser, the mean of a block is its own coefficient. */
const QUANTISER = 8
// Huffman tables: the number of codes of each length, and their values. Means are coded by the size of their difference,
// the rest of a block as "nothing follows".
const MEANS = {
  counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
}
const REST = { counts: [1, ...Array<number>(15).fill(0)], values: [0] }
const CODES = ['00', '010', '011', '100', '101', '110', '1110', '11110', '111110', '1111110']
const NOTHING_FOLLOWS = '0'

function segment(marker: number, data: readonly number[]): Buffer {
  const length = data.length + 2
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...data])
}

function table(kind: number, { counts, values }: typeof MEANS): number[] {
  return [kind, ...counts, ...values]
}

/** Luminance and the two colour differences, about zero. */
function components(palette: Buffer, colour: number): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = palette.subarray(colour * 3, colour * 3 + 3)
  return [
    Math.round(0.299 * red + 0.587 * green + 0.114 * blue - 128),
    Math.round(-0.1687 * red - 0.3313 * green + 0.5 * blue),
    Math.round(0.5 * red - 0.4187 * green - 0.0813 * blue),
  ].map((value) => Math.min(Math.max(value, -128), 127)) as [number, number, number]
}

function difference(value: number): string {
  const size = Math.abs(value) === 0 ? 0 : Math.abs(value).toString(2).length
  const bits = value < 0 ? value + 2 ** size - 1 : value
  return (
    (CODES[size] ?? '') + (size === 0 ? '' : bits.toString(2).padStart(size, '0')) + NOTHING_FOLLOWS
  )
}

function scan({ colours, palette }: Cells): Buffer {
  const means = Array.from({ length: palette.length / 3 }, (_, colour) =>
    components(palette, colour),
  )
  const codes = Array.from({ length: 511 }, (_, at) => difference(at - 255))
  const bytes: number[] = []
  const before = [0, 0, 0]
  let waiting = ''
  for (const colour of colours) {
    for (let part = 0; part < 3; part++) {
      const mean = means[colour]?.[part] ?? 0
      waiting += codes[mean - (before[part] ?? 0) + 255] ?? ''
      before[part] = mean
    }
    waiting = flush(waiting, bytes)
  }
  // The last byte is padded with ones.
  flush(waiting.padEnd(Math.ceil(waiting.length / 8) * 8, '1'), bytes)
  return Buffer.from(bytes)
}

function flush(bits: string, into: number[]): string {
  let at = 0
  for (; at + 8 <= bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8), 2)
    into.push(byte)
    if (byte === 0xff) into.push(0)
  }
  return bits.slice(at)
}

export function encodeJpeg(cells: Cells): Buffer {
  const { width, height } = cells
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  const parts = [1, 2, 3]
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...Array<number>(64).fill(QUANTISER)]),
    segment(0xc0, [8, ...size, 3, ...parts.flatMap((part) => [part, 0x11, 0])]),
    segment(0xc4, table(0x00, MEANS)),
    segment(0xc4, table(0x10, REST)),
    segment(0xda, [3, ...parts.flatMap((part) => [part, 0x00]), 0, 63, 0]),
    scan(cells),
    Buffer.from([0xff, 0xd9]),
  ])
}
