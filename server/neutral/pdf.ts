import { inflateSync } from 'node:zlib'

// A minimal PDF reader that counts pages and extracts text in the common font encodings. Files are untrusted,
// so every search is linear and everything that grows has a limit.

const MAX_STREAMS = 400
const MAX_STREAM_BYTES = 500_000
const MAX_TOTAL = 1_500_000
const MAX_DICTIONARY = 2_000
const MAX_TEXT = 200_000
const MAX_CODES = 70_000
const MAX_STRINGS = 10_000

const PAGE = /\/Type\s{0,8}\/Page(?![A-Za-z])/g

const read = new WeakMap<object, string[]>()

/** The pages of a document block with a base64 source; cached. */
export function pagesOf(document: object, base64: string): string[] {
  let pages = read.get(document)
  if (pages === undefined) read.set(document, (pages = pdfPages(Buffer.from(base64, 'base64'))))
  return pages
}

/** The readable text of each page; an empty string for pages without any. */
export function pdfPages(bytes: Buffer): string[] {
  // Latin-1 maps each byte to a character, so text offsets are file offsets.
  const file = bytes.toString('latin1')
  const streams = streamsIn(bytes, file)
  const count =
    (file.match(PAGE)?.length ?? 0) ||
    streams.reduce((sum, stream) => sum + (stream.match(PAGE)?.length ?? 0), 0) ||
    1
  const decode = decoderOf(streams)
  const texts = streams.filter(showsText).map((stream) => decodedText(stream, decode))
  // In nearly all files there is one content stream per page, in page order.
  const pages = texts.slice(0, count)
  while (pages.length < count && pages.length < texts.length + MAX_STREAMS) pages.push('')
  return pages
}

function streamsIn(bytes: Buffer, file: string): string[] {
  const streams: string[] = []
  let total = 0
  let end = 0
  while (streams.length < MAX_STREAMS && total < MAX_TOTAL) {
    const keyword = file.indexOf('stream', end)
    const begin = keyword + 'stream'.length
    const start = file.startsWith('\r\n', begin) ? begin + 2 : begin + 1
    end = keyword === -1 ? -1 : file.indexOf('endstream', start)
    if (end === -1) break
    const dictionary = file.slice(Math.max(0, keyword - MAX_DICTIONARY), keyword)
    const own = dictionary.slice(dictionary.lastIndexOf('obj') + 1)
    if (!/\/Subtype\s{0,8}\/Image|\/Length1\b/.test(own)) {
      const raw = bytes.subarray(start, end)
      const stream = own.includes('/FlateDecode') ? inflated(raw) : raw.toString('latin1')
      total += stream.length
      streams.push(stream)
    }
    end += 'endstream'.length
  }
  return streams
}

function inflated(raw: Buffer): string {
  try {
    return inflateSync(raw, { maxOutputLength: MAX_STREAM_BYTES }).toString('latin1')
  } catch {
    return ''
  }
}

const showsText = (stream: string): boolean => /\bBT\b/.test(stream) && /\bT[jJ]\b/.test(stream)

// Strings, gaps within TJ, and what moves to another line: `0 -14 Td` does, `50 0 Td` does not.
const SHOWN =
  /\(((?:\\[^]|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>|(?<![\d.])(-?[\d.]{1,20})(?=\s{0,3}[(<\]])|(?<![\d.])(-?[\d.]{1,20})\s{1,8}T[dD]\b|(T\*|\bTm\b)/g
/** Further to the left than this, in thousandths of the font's size, a gap is a space. */
const GAP = -200

function decodedText(stream: string, decode: (codes: string) => string): string {
  const parts: string[] = []
  let length = 0
  let isLineStart = true
  for (const [, literal, hex, move, down, line] of stream.matchAll(SHOWN)) {
    if (length > MAX_TEXT || parts.length > MAX_STRINGS) break
    const codes =
      literal === undefined ? (hex === undefined ? undefined : ofHex(hex)) : unescaped(literal)
    if (codes !== undefined) {
      const text = decode(codes)
      parts.push(text)
      length += text.length
      isLineStart = false
    } else if (move !== undefined) {
      if (Number(move) < GAP) parts.push(' ')
    } else if (!isLineStart && (line !== undefined || Number(down) !== 0)) {
      parts.push('\n')
      isLineStart = true
    }
  }
  return parts.join('').trim()
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

const unescaped = (literal: string): string =>
  literal.replace(/\\(?:([0-7]{1,3})|([^]))/g, (_, octal: string | undefined, sign: string) =>
    octal === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(octal, 8)),
  )

function ofHex(hex: string): string {
  const digits = hex.replace(/\s/g, '')
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex').toString('latin1')
}

const CHAR = /<([0-9A-Fa-f]{1,8})>\s{0,8}<([0-9A-Fa-f]{1,64})>/g
const RANGE =
  /<([0-9A-Fa-f]{1,8})>\s{0,8}<([0-9A-Fa-f]{1,8})>\s{0,8}(?:<([0-9A-Fa-f]{1,64})>|\[([^[\]]{0,4000})\])/g

/** Subset fonts come with a map from their codes to characters. */
function decoderOf(streams: readonly string[]): (codes: string) => string {
  const map = new CodeMap()
  for (const stream of streams) {
    if (!stream.includes('begincmap')) continue
    for (const body of between(stream, 'beginbfchar', 'endbfchar'))
      for (const [, from = '', to = ''] of body.matchAll(CHAR)) map.add(from, from, to)
    for (const body of between(stream, 'beginbfrange', 'endbfrange'))
      for (const [, from = '', to = '', first, list] of body.matchAll(RANGE))
        map.add(from, to, first, list?.match(/[0-9A-Fa-f]+/g) ?? undefined)
  }
  return map.size === 0 ? (codes) => codes : (codes) => map.decode(codes)
}

function between(text: string, open: string, close: string): string[] {
  const parts: string[] = []
  for (let at = text.indexOf(open); at !== -1;) {
    const end = text.indexOf(close, at)
    if (end === -1) break
    parts.push(text.slice(at + open.length, end))
    at = text.indexOf(open, end)
  }
  return parts
}

class CodeMap {
  readonly #characters = new Map<number, string>()
  /** Bytes of a code. */
  #width = 1
  #left = MAX_CODES

  get size(): number {
    return this.#characters.size
  }

  add(from: string, to: string, first: string | undefined, list?: readonly string[]): void {
    this.#width = Math.max(this.#width, Math.ceil(from.length / 2))
    const start = Number.parseInt(from, 16)
    const end = Number.parseInt(to, 16)
    for (let code = start; code <= end && this.#left > 0; code++) {
      this.#left--
      const at = code - start
      const text = list === undefined ? nth(first ?? '', at) : characters(list[at] ?? '')
      this.#characters.set(code, text)
    }
  }

  decode(codes: string): string {
    let text = ''
    for (let at = 0; at < codes.length; at += this.#width) {
      let code = 0
      for (let byte = 0; byte < this.#width; byte++)
        code = code * 256 + (codes.charCodeAt(at + byte) || 0)
      text += this.#characters.get(code) ?? (this.#width === 1 ? codes.charAt(at) : '')
    }
    return text
  }
}

/** UTF-16 in hexadecimal digits. */
function characters(hex: string): string {
  const units = hex.padStart(4, '0').match(/.{4}/g) ?? []
  return String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)))
}

function nth(hex: string, at: number): string {
  const text = characters(hex)
  return at === 0
    ? text
    : text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + at)
}
