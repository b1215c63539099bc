import { crc32, deflateSync } from 'node:zlib'
import { CELL } from './cells.ts'
import type { Cells } from './cells.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const UNPRINTABLE = /[^ -~]/g
const BIT_DEPTH = 8
const INDEXED = 3

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8)
  return bytes
}

function header({ width, height }: Cells): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes[8] = BIT_DEPTH
  bytes[9] = INDEXED
  return bytes
}

/** Palette indexes row by row. The first byte of each row means `no filter`. */
function pixels({ width, height, columns, colours }: Cells): Buffer {
  const row = Buffer.alloc(width + 1)
  const bytes = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    if (y % CELL === 0) fillRow(row, colours.subarray((y / CELL) * columns))
    row.copy(bytes, y * (width + 1))
  }
  return bytes
}

function fillRow(row: Buffer, colours: Uint8Array): void {
  for (let from = 1, cell = 0; from < row.length; from += CELL, cell++)
    row.fill(colours[cell] ?? 0, from, Math.min(from + CELL, row.length))
}

export function encodePng(cells: Cells, title: string): Buffer {
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(cells)),
    chunk('PLTE', cells.palette),
    chunk('tEXt', Buffer.from(`Description\0${title.replace(UNPRINTABLE, '?')}`, 'latin1')),
    chunk('IDAT', deflateSync(pixels(cells), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
