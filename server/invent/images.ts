import { crc32, deflateSync } from 'node:zlib'
import type { Model } from '../bedrock/models.ts'
import type { ImageTask } from '../bedrock/prompt.ts'
import type { Images } from '../bedrock/reply.ts'
import { hash, mix, random } from './seed.ts'

// A picture of coloured cells on a palette of its own: every row of a cell is the same, so that
// a megapixel takes a few milliseconds and a few kilobytes. jpeg and webp are answered with PNG too:
// Node has no encoder for them, and clients go by the bytes.

const CELL = 8
const COLOURS = 64
const UNPRINTABLE = /[^ -~]/g
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12)
  bytes.writeUInt32BE(data.length, 0)
  bytes.write(type, 4, 'latin1')
  data.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8)
  return bytes
}

function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes[8] = 8
  bytes[9] = 3
  return bytes
}

/** A closed run through three colours of the seed. */
function palette(seed: number): Buffer {
  const corners = random(seed).bytes(9)
  const bytes = Buffer.alloc(COLOURS * 3)
  for (let colour = 0; colour < COLOURS; colour++) {
    const along = (colour / COLOURS) * 3
    const corner = Math.floor(along)
    for (let part = 0; part < 3; part++) {
      const from = corners[corner * 3 + part] ?? 0
      const to = corners[((corner + 1) % 3) * 3 + part] ?? 0
      bytes[colour * 3 + part] = from + (to - from) * (along - corner)
    }
  }
  return bytes
}

/** Paints one row of cells: rings around a seeded centre, crossed by seeded waves. */
function paint(row: Buffer, y: number, wave: Wave): void {
  for (let x = 0; x < row.length - 1; x += CELL) {
    const far = Math.hypot(x - wave.centreX, y - wave.centreY) * wave.ring
    const value = far + 10 * Math.sin(x * wave.x) + 10 * Math.cos(y * wave.y)
    row.fill(
      ((Math.floor(value) % COLOURS) + COLOURS) % COLOURS,
      x + 1,
      Math.min(x + 1 + CELL, row.length),
    )
  }
}

interface Wave {
  centreX: number
  centreY: number
  x: number
  y: number
  ring: number
}

function pixels(width: number, height: number, seed: number): Buffer {
  const from = random(mix(seed))
  const wave: Wave = {
    centreX: from.int(width),
    centreY: from.int(height),
    x: 0.005 + from.int(30) / 1000,
    y: 0.005 + from.int(30) / 1000,
    ring: (1 + from.int(4)) / 16,
  }
  const row = Buffer.alloc(width + 1)
  const bytes = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    if (y % CELL === 0) paint(row, y, wave)
    row.copy(bytes, y * (width + 1))
  }
  return bytes
}

export function picture(width: number, height: number, seed: number, title: string): Buffer {
  const about = Buffer.from(
    `Description\0Invented by bedrock-local: ${title.replace(UNPRINTABLE, '?')}`,
    'latin1',
  )
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', palette(seed)),
    chunk('tEXt', about),
    chunk('IDAT', deflateSync(pixels(width, height, seed), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export function inventImages(task: ImageTask, model: Model): Images {
  const seed = hash(`${model.foundation ?? model.resource} ${task.seed ?? ''} ${task.text}`)
  const images = Array.from({ length: task.count }, (_, nth) =>
    picture(task.width, task.height, mix(seed + nth), task.text.slice(0, 200)).toString('base64'),
  )
  return { kind: 'images', images, latencyMs: 900 + task.count * 700 + (seed % 400) }
}
