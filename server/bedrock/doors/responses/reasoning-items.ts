import type { JsonObject } from '../../../json.ts'
import type { ReasoningContent } from '../../../neutral/prompt.ts'
import { stringOf } from '../../../json-fields.ts'
import type { Emitter } from './emitter.ts'
import type { Form } from './form.ts'
import { encrypted } from './items.ts'
import { begin, end } from './open-item.ts'
import type { OpenItem } from './open-item.ts'

/** Observed: the models that think aloud in the full form. */
const THINKS_ALOUD = /google\.gemma-4/

/** Whether reasoning is in the clear. */
export const thinksAloud = (form: Form, { model }: JsonObject): boolean =>
  form === 'brief' || THINKS_ALOUD.test(stringOf(model) ?? '')

/** Reasoning of the open models, in the clear. Observed: in the full form its events have other names, and no parts. */
export function openReasoning(to: Emitter): OpenItem {
  const isBrief = to.form === 'brief'
  const kind = isBrief ? 'response.reasoning_text' : 'response.reasoning'
  const { item, place } = begin(to, {
    content: [],
    id: to.itemId(isBrief ? 'msg_' : 'rs_'),
    status: 'in_progress',
    summary: [],
    type: 'reasoning',
  })
  const at = {
    content_index: to.nextContent(),
    item_id: place.id,
    output_index: place.output_index,
  }
  let whole = ''
  if (isBrief) to.emit('response.reasoning_part.added', { ...at, part: thoughtPart('') })
  return {
    add(delta, tokens) {
      whole += delta
      to.emit(`${kind}.delta`, { ...at, delta }, tokens)
    },
    close(status) {
      to.emit(`${kind}.done`, { ...at, text: whole })
      if (isBrief) to.emit('response.reasoning_part.done', { ...at, part: thoughtPart(whole) })
      item['content'] = [thoughtPart(whole)]
      item['status'] = status
      end(to, item, place)
    },
  }
}

const thoughtPart = (text: string): JsonObject => ({ text, type: 'reasoning_text' })

/** How a request wants to see reasoning that the service keeps to itself. */
export interface Shown {
  encrypted: boolean
  summary: boolean
}

/** Reasoning of OpenAI's own models: encrypted, and in a summary if the request asks for them. */
export function writeReasoning(
  to: Emitter,
  reasoning: ReasoningContent,
  pieces: readonly string[],
  tokens: number,
  shown: Shown,
): void {
  const { item, place } = begin(to, {
    ...(shown.encrypted && { encrypted_content: encrypted(reasoning) }),
    id: to.itemId('rs_'),
    summary: [],
    type: 'reasoning',
  })
  const text = pieces.join('')
  if (shown.summary && text !== '') {
    const at = { item_id: place.id, output_index: place.output_index, summary_index: 0 }
    to.emit('response.reasoning_summary_part.added', { ...at, part: summaryPart('') })
    for (const [nth, delta] of pieces.entries())
      to.emit(
        'response.reasoning_summary_text.delta',
        { ...at, delta, obfuscation: '' },
        nth === 0 ? tokens : 0,
      )
    to.emit('response.reasoning_summary_text.done', { ...at, text })
    to.emit('response.reasoning_summary_part.done', { ...at, part: summaryPart(text) })
    item['summary'] = [summaryPart(text)]
  }
  end(to, item, place)
}

const summaryPart = (text: string): JsonObject => ({ text, type: 'summary_text' })
