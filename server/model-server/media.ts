import { AwsError } from '../aws/errors.ts'
import type { JsonObject } from '../json.ts'
import { objectOf, stringOf } from '../json-fields.ts'
import { blockText } from '../neutral/block-text.ts'
import type { Block } from '../neutral/prompt.ts'

/** A part of a user message, as chat completions have them. */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }

/** Handles content that the API does not support: throws an error, or with `--lenient` warns. */
export type Unfit = (message: string) => void

export const refuseContent: Unfit = (message) => {
  throw new AwsError('ValidationException', message)
}

/** Formats of documents that are text. */
const TEXT_FORMATS = new Set(['txt', 'md', 'csv', 'html'])

/** A block of a user message or a tool result as parts; none for what the API does not have. */
export function contentPartsOf(block: Block & { json?: unknown }, unfit: Unfit): ContentPart[] {
  const { image, document, video, audio, searchResult, json } = block
  const text = blockText(block)
  if (text !== undefined) return [{ type: 'text', text }]
  if (json !== undefined) return [{ type: 'text', text: JSON.stringify(json) }]
  if (image !== undefined) return imageParts(image, unfit)
  if (document !== undefined) return documentParts(document, unfit)
  if (searchResult !== undefined) return [{ type: 'text', text: searchText(searchResult) }]
  if (video !== undefined || audio !== undefined)
    unfit(`The model server cannot process ${video === undefined ? 'audio' : 'video'}.`)
  return []
}

function imageParts({ format, source }: JsonObject, unfit: Unfit): ContentPart[] {
  const bytes = stringOf(objectOf(source)['bytes'])
  if (bytes !== undefined)
    return [
      {
        type: 'image_url',
        image_url: { url: `data:image/${stringOf(format) ?? 'png'};base64,${bytes}` },
      },
    ]
  unfit('The model server cannot read images from S3; send its bytes.')
  return []
}

/** A text document becomes part of the prompt, under its name. */
function documentParts({ name, format, source }: JsonObject, unfit: Unfit): ContentPart[] {
  const title = stringOf(name) ?? 'document'
  const { bytes, text, content } = objectOf(source)
  const isText = TEXT_FORMATS.has(stringOf(format) ?? '')
  const contents =
    stringOf(text) ??
    (Array.isArray(content)
      ? content.map((part) => stringOf(objectOf(part)['text']) ?? '').join('\n')
      : undefined) ??
    (isText && typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString() : undefined)
  if (contents !== undefined)
    return [
      { type: 'text', text: `Document "${title}":\n${contents}\nEnd of document "${title}".` },
    ]
  unfit(
    isText
      ? `The model server cannot read the document "${title}" from S3; send its bytes.`
      : `The model server cannot read the document "${title}" (${stringOf(format) ?? 'of unknown format'}), only txt, md, csv and html.`,
  )
  return []
}

function searchText({ title, source, content }: JsonObject): string {
  const texts = Array.isArray(content)
    ? content.map((part) => stringOf(objectOf(part)['text']) ?? '')
    : []
  return [`Search result "${stringOf(title) ?? ''}" (${stringOf(source) ?? ''}):`, ...texts].join(
    '\n',
  )
}
