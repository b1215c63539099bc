import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { TokenFrame } from '../models/family.ts'
import { imageSize } from '../neutral/image-size.ts'
import { pagesOf } from '../neutral/pdf.ts'
import { countText } from './token-count.ts'

// The tokens of images, documents and audio.

/** An image of unknown size, such as one in S3. */
const PICTURE = 1200
const VIDEO = 2600
const BYTES_PER_TOKEN = { text: 4, office: 70, audio: 500 }
/** A page without readable text. */
const PAGE = 40
const TEXT_FORMATS = new Set(['txt', 'md', 'csv', 'html'])

const bytesOf = (source: unknown): string | undefined =>
  isObject(source) && typeof source['bytes'] === 'string' ? source['bytes'] : undefined

function countSource(source: unknown, perToken: number): number {
  if (!isObject(source)) return 0
  const bytes = bytesOf(source)
  if (bytes !== undefined) return Math.ceil((bytes.length * 3) / 4 / perToken)
  if (typeof source['text'] === 'string') return countText(source['text'])
  return countText(JSON.stringify(source))
}

const pixels = new WeakMap<object, number>()

function pixelsOf(image: JsonObject): number | undefined {
  const known = pixels.get(image)
  if (known !== undefined) return known
  const bytes = bytesOf(image['source'])
  const size = bytes === undefined ? undefined : imageSize(bytes)
  if (size === undefined) return undefined
  pixels.set(image, size.width * size.height)
  return size.width * size.height
}

export function countImage(image: JsonObject, frame: TokenFrame): number {
  const size = pixelsOf(image)
  if (frame.image === undefined || size === undefined) return PICTURE
  return Math.min(Math.ceil(size / frame.image.pixels), frame.image.max)
}

export function countVideo(frame: TokenFrame): number {
  return frame.video ?? VIDEO
}

export function countAudio(audio: JsonObject): number {
  return countSource(audio['source'], BYTES_PER_TOKEN.audio)
}

export function countDocument(document: JsonObject, frame: TokenFrame): number {
  const { name, format, source } = document
  return countBody(document, source, format, frame) + countText(asText(name)) + 4
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

function countBody(
  document: JsonObject,
  source: unknown,
  format: unknown,
  frame: TokenFrame,
): number {
  const bytes = bytesOf(source)
  if (format === 'pdf' && bytes !== undefined) return countPages(pagesOf(document, bytes), frame)
  const { text, office } = BYTES_PER_TOKEN
  return countSource(source, TEXT_FORMATS.has(asText(format)) ? text : office)
}

function countPages(pages: readonly string[], { page = 0, pageAlone }: TokenFrame): number {
  let count = 0
  for (const text of pages)
    count += page + (pageAlone === true ? 0 : text === '' ? PAGE : countText(text))
  return count
}
