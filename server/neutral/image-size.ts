// Reads the size of an image from the beginning of its file.

interface Size {
  width: number
  height: number
}

// Cameras store previews before the size.
const HEAD = 200_000

type Reader = (bytes: Buffer) => Size | undefined

const READERS: readonly (readonly [signature: string, read: Reader])[] = [
  ['\x89PNG', (bytes) => sized(bytes, 24, () => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)])],
  ['GIF8', (bytes) => sized(bytes, 10, () => [bytes.readUInt16LE(6), bytes.readUInt16LE(8)])],
  ['RIFF', webp],
  ['\xff\xd8', jpeg],
]

/** Returns undefined if the format is unknown. */
export function imageSize(base64: string): Size | undefined {
  const bytes = Buffer.from(base64.slice(0, HEAD), 'base64')
  const start = bytes.toString('latin1', 0, 4)
  return READERS.find(([signature]) => start.startsWith(signature))?.[1](bytes)
}

function sized(bytes: Buffer, length: number, read: () => [number, number]): Size | undefined {
  if (bytes.length < length) return undefined
  const [width, height] = read()
  return { width, height }
}

function webp(bytes: Buffer): Size | undefined {
  return sized(bytes, 30, () => {
    const kind = bytes.toString('latin1', 12, 16)
    if (kind === 'VP8X') return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]
    if (kind === 'VP8L') {
      const bits = bytes.readUInt32LE(21)
      return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1]
    }
    return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff]
  })
}

/** The frame header follows any number of other segments. */
function jpeg(bytes: Buffer): Size | undefined {
  let at = 2
  while (at + 9 < bytes.length) {
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (bytes[at] !== 0xff) at++
    else if (isFrame)
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
