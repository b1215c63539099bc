import { mix, createRandom } from '../../random.ts'

/** A picture of square cells of one colour each. A megapixel takes a few milliseconds to encode and a few kilobytes. */
export interface Cells {
  width: number
  height: number
  columns: number
  rows: number
  /** The colour of each cell, row by row. */
  colours: Uint8Array
  /** Red, green and blue of each colour. */
  palette: Buffer
}

/** The size of JPEG's blocks, so that a cell is a block. */
export const CELL = 8
const COLOURS = 64

/** A cycle through three colours of the seed. */
function palette(seed: number): Buffer {
  const corners = createRandom(seed).bytes(9)
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

/** Rings around a seeded centre, crossed by seeded waves. */
export function paint(width: number, height: number, seed: number): Cells {
  const from = createRandom(mix(seed))
  const columns = Math.ceil(width / CELL)
  const rows = Math.ceil(height / CELL)
  const centre = { x: from.int(columns), y: from.int(rows) }
  const wave = { x: 0.05 + from.int(240) / 1000, y: 0.05 + from.int(240) / 1000 }
  const ring = (1 + from.int(4)) / 2
  const colours = new Uint8Array(columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const far = Math.hypot(x - centre.x, y - centre.y) * ring
      const value = Math.floor(far + 10 * Math.sin(x * wave.x) + 10 * Math.cos(y * wave.y))
      colours[y * columns + x] = ((value % COLOURS) + COLOURS) % COLOURS
    }
  }
  return { width, height, columns, rows, colours, palette: palette(seed) }
}
