import type { ContentBlock, ImageFormat } from '@aws-sdk/client-bedrock-runtime'
import { BadRequest, optionalText } from '../event.ts'
import type { Fields } from '../event.ts'
import { sampleChart, sampleTable } from './samples.ts'

// Converse's limits, checked here so that the caller gets a clear answer.
const MAX_IMAGE_BYTES = 3.75 * 1024 * 1024
const MAX_DOCUMENT_BYTES = 4.5 * 1024 * 1024

const SIGNATURES: readonly [ImageFormat, (bytes: Buffer) => boolean][] = [
  ['png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'))],
  ['jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['gif', (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))],
  ['webp', (bytes) => /^RIFF[^]{4}WEBP$/.test(bytes.toString('latin1', 0, 12))],
]

/** The image and the document of an event, as content blocks; the bundled samples when it has neither. */
export function readMedia(fields: Fields): { blocks: ContentBlock[]; summary: object } {
  const image = optionalText(fields, 'image')
  const document = optionalText(fields, 'document')
  const useSamples = image === undefined && document === undefined
  const bytes = image === undefined ? (useSamples ? sampleChart : undefined) : decode(image)
  const text = document ?? (useSamples ? sampleTable : undefined)
  const format = bytes && formatOf(bytes)
  if (text !== undefined && Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
    throw new BadRequest('"document" must be at most 4.5 MB')
  }
  return {
    blocks: [
      ...(bytes && format ? [{ image: { format, source: { bytes } } }] : []),
      // The name is shown to the model. Keep it neutral: a caller's file name could carry instructions.
      ...(text === undefined
        ? []
        : [
            {
              document: {
                format: 'txt' as const,
                name: 'document',
                source: { bytes: Buffer.from(text) },
              },
            },
          ]),
    ],
    summary: { image: format, imageBytes: bytes?.length, documentLength: text?.length },
  }
}

function decode(base64: string): Buffer {
  const text = base64.replace(/^data:image\/\w+;base64,/, '').replaceAll(/\s/g, '')
  const bytes = Buffer.from(text, 'base64')
  // Buffer.from skips what is not base64, so compare.
  if (bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new BadRequest('"image" must be base64')
  }
  if (bytes.length > MAX_IMAGE_BYTES) throw new BadRequest('"image" must be at most 3.75 MB')
  return bytes
}

/** From the bytes themselves: models reject an image whose format is not the one that the request names. */
function formatOf(bytes: Buffer): ImageFormat {
  const signature = SIGNATURES.find(([, matches]) => matches(bytes))
  if (signature !== undefined) return signature[0]
  throw new BadRequest('"image" must be a PNG, JPEG, GIF or WebP image')
}
