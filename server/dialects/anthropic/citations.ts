import type { Json, JsonObject } from '../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'

// Anthropic marks a citation's place by its type, Converse by the member of a union.

/** Native type, union member, and the native names of the start and end of the location. */
const PLACES = [
  ['char_location', 'documentChar', 'start_char_index', 'end_char_index'],
  ['page_location', 'documentPage', 'start_page_number', 'end_page_number'],
  ['content_block_location', 'documentChunk', 'start_block_index', 'end_block_index'],
  ['search_result_location', 'searchResultLocation', 'start_block_index', 'end_block_index'],
] as const

export function readCitation(native: JsonObject): JsonObject {
  const cited = stringOf(native['cited_text'])
  return given({
    title: stringOf(native['document_title']) ?? stringOf(native['title']),
    source: stringOf(native['source']),
    sourceContent: cited === undefined ? undefined : [{ text: cited }],
    location: readPlace(native),
  }) as JsonObject
}

function readPlace(native: JsonObject): JsonObject | undefined {
  const type = native['type']
  if (type === 'web_search_result_location')
    return { web: given({ url: stringOf(native['url']) }) as JsonObject }
  const place = PLACES.find(([name]) => name === type)
  if (!place) return undefined
  const [, member, start, end] = place
  const index = numberOf(native['document_index']) ?? numberOf(native['search_result_index']) ?? 0
  return {
    [member]: {
      [indexName(member)]: index,
      start: numberOf(native[start]) ?? 0,
      end: numberOf(native[end]) ?? 0,
    },
  }
}

const indexName = (member: string) =>
  member === 'searchResultLocation' ? 'searchResultIndex' : 'documentIndex'

/** A citation in Anthropic's format; undefined if Claude does not support its location type. */
export function writeCitation(citation: JsonObject): JsonObject | undefined {
  const location = objectOf(citation['location'])
  const cited_text = objectsOf(citation['sourceContent'])
    .map(({ text }) => stringOf(text) ?? '')
    .join('')
  const title: Json = stringOf(citation['title']) ?? null
  if ('web' in location) {
    const url = stringOf(objectOf(location['web'])['url']) ?? null
    return { type: 'web_search_result_location', cited_text, url, title }
  }
  const place = PLACES.find(([, member]) => member in location)
  if (!place) return undefined
  const [type, member, start, end] = place
  const at = objectOf(location[member])
  const index = numberOf(at[indexName(member)]) ?? 0
  const span = { [start]: numberOf(at['start']) ?? 0, [end]: numberOf(at['end']) ?? 0 }
  if (member === 'searchResultLocation') {
    const source = stringOf(citation['source']) ?? ''
    return { type, cited_text, source, title, search_result_index: index, ...span }
  }
  return { type, cited_text, document_index: index, document_title: title, ...span }
}
