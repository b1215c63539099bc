import { sha256 } from '../text/sha256.ts'

// Large base64 is stored next to the file and replaced by a mark: the length of the base64 text, needed for
// fingerprints; the digest of the bytes, needed for equality; and the file name, if there is one.

const MIN = 1024
const MARK = /^(data:[^,]{1,100},)?media:(\d+):sha256:([0-9a-f]{64})(?::([\w.-]+))?$/
const EDGE = /^[A-Za-z0-9+/]+={0,2}$/

export interface Media {
  /** `data:image/png;base64,` if the text was a data URL. */
  prefix: string
  length: number
  sha256: string
  file?: string
}

/** Checks both ends only; `takeMedia` checks everything. */
export function looksLikeMedia(text: string): boolean {
  if (text.length < MIN) return false
  const start = text.startsWith('data:') ? text.indexOf(',') + 1 : 0
  return EDGE.test(text.slice(start, start + 64)) && EDGE.test(text.slice(-64))
}

const WHOLE = /^[A-Za-z0-9+/]*={0,2}$/

/** Checks the whole text, because there can be words between two long runs of base64. */
export function isBase64Media(text: string): boolean {
  return (
    looksLikeMedia(text) &&
    WHOLE.test(text.startsWith('data:') ? text.slice(text.indexOf(',') + 1) : text)
  )
}

/** Decodes a text that is base64 throughout and encodes to the same text again. */
export function takeMedia(text: string): { prefix: string; bytes: Buffer } | undefined {
  if (!looksLikeMedia(text)) return undefined
  const start = text.startsWith('data:') ? text.indexOf(',') + 1 : 0
  if (start > 105) return undefined
  const bytes = Buffer.from(text.slice(start), 'base64')
  if (bytes.toString('base64') !== text.slice(start)) return undefined
  return { prefix: text.slice(0, start), bytes }
}

export function markOf(text: string, file?: string): string | undefined {
  const media = takeMedia(text)
  if (media === undefined) return undefined
  const length = text.length - media.prefix.length
  return `${media.prefix}media:${length}:sha256:${sha256(media.bytes)}${file === undefined ? '' : `:${file}`}`
}

export function parseMark(text: string): Media | undefined {
  // Called for every string of a body; the first letter rules out most.
  if (!text.startsWith('media:') && !text.startsWith('data:')) return undefined
  const [whole, prefix = '', length, digest, file] = MARK.exec(text) ?? []
  if (whole === undefined || length === undefined || digest === undefined) return undefined
  return { prefix, length: Number(length), sha256: digest, ...(file !== undefined && { file }) }
}

/** Whether the text has the bytes that the mark refers to. */
export function isMedia({ prefix, length, sha256: digest }: Media, text: string): boolean {
  if (text.length !== prefix.length + length || !text.startsWith(prefix)) return false
  return sha256(Buffer.from(text.slice(prefix.length), 'base64')) === digest
}

const KINDS: readonly (readonly [start: string, ending: string])[] = [
  ['89504e47', 'png'],
  ['ffd8ff', 'jpg'],
  ['52494646', 'webp'],
  ['47494638', 'gif'],
  ['25504446', 'pdf'],
  ['504b0304', 'zip'],
  ['494433', 'mp3'],
]

/** The file extension for these bytes, from their first few bytes. */
export function endingOf(bytes: Buffer): string {
  const start = bytes.subarray(0, 8).toString('hex')
  if (bytes.subarray(4, 8).toString('latin1') === 'ftyp') return 'mp4'
  return KINDS.find(([kind]) => start.startsWith(kind))?.[1] ?? 'bin'
}
