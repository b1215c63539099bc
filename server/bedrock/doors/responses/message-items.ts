import type { JsonObject } from '../../../json.ts'
import { objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Emitter } from './emitter.ts'
import { begin, end } from './open-item.ts'
import type { OpenItem } from './open-item.ts'

/** A message. As a refusal its text is in a member of that name. */
export function openMessage(to: Emitter, refuses: boolean): OpenItem {
  const { item, place } = begin(to, {
    content: [],
    id: to.itemId('msg_'),
    ...(to.form === 'full' && { phase: 'final_answer' }),
    role: 'assistant',
    status: 'in_progress',
    type: 'message',
  })
  const at = {
    content_index: to.nextContent(),
    item_id: place.id,
    output_index: place.output_index,
  }
  const [kind, member] = refuses ? ['refusal', 'refusal'] : ['output_text', 'text']
  const logprobs = refuses ? {} : { logprobs: [] }
  const part = (text: string): JsonObject =>
    refuses ? { refusal: text, type: kind } : { annotations: [], logprobs: [], text, type: kind }
  let whole = ''
  to.emit('response.content_part.added', { ...at, part: part('') })
  return {
    add(delta, tokens) {
      whole += delta
      const padding = to.form === 'full' ? { obfuscation: '' } : {}
      to.emit(`response.${kind}.delta`, { ...at, delta, ...logprobs, ...padding }, tokens)
    },
    close(status) {
      to.emit(`response.${kind}.done`, { ...at, ...logprobs, [member]: whole })
      to.emit('response.content_part.done', { ...at, part: part(whole) })
      item['content'] = [shownPart(part(whole), to)]
      item['status'] = status
      end(to, item, place)
    },
  }
}

/** Only events have `logprobs` in the brief form. */
function shownPart(part: JsonObject, { form }: Emitter): JsonObject {
  if (form === 'full') return part
  const { logprobs: _, ...rest } = part
  return rest
}

/** A text with its sources, which come once it is whole. */
export function writeCited(
  to: Emitter,
  pieces: readonly string[],
  citations: readonly JsonObject[],
  tokens: number,
): void {
  const message = openMessage(to, false)
  const item = to.output.at(-1) ?? {}
  const output_index = to.output.length - 1
  for (const [at, piece] of pieces.entries()) message.add(piece, at === 0 ? tokens : 0)
  const annotations = citations.map((citation) => annotationOf(citation, pieces.join('')))
  for (const [annotation_index, annotation] of annotations.entries())
    to.emit('response.output_text.annotation.added', {
      annotation,
      annotation_index,
      content_index: 0,
      item_id: item['id'] ?? '',
      output_index,
    })
  message.close('completed')
  const [part] = objectsOf(item['content'])
  if (part !== undefined) part['annotations'] = annotations
}

function annotationOf(citation: JsonObject, text: string): JsonObject {
  const quote = objectsOf(citation['sourceContent'])
    .map((piece) => stringOf(piece['text']) ?? '')
    .join('')
  const start = Math.max(0, text.indexOf(quote))
  const { url } = objectOf(objectOf(citation['location'])['web'])
  return {
    end_index: start + quote.length,
    start_index: start,
    title: stringOf(citation['title']) ?? '',
    type: 'url_citation',
    url: stringOf(url) ?? stringOf(citation['source']) ?? '',
  }
}
