import type { Message, StopReason } from '../../neutral/reply.ts'
import type { Json } from '../../json.ts'
import { listOf, objectOf, stringOf } from '../../json-fields.ts'

// What models that continue a text have in common: it ends with `stop` or `length`, and a stream of it is its pieces.

export function finishReason(stop: StopReason): 'stop' | 'length' {
  return stop === 'max_tokens' || stop === 'model_context_window_exceeded' ? 'length' : 'stop'
}

/** The text of a stream, and how it ended, by the names that the family has for its list and for the reason. */
export function joinText(
  parts: readonly Json[],
  list: 'choices' | 'outputs',
  reasonName: 'finish_reason' | 'stop_reason',
): Pick<Message, 'stopReason'> & { text: string } {
  let text = ''
  let reason: string | undefined
  for (const part of parts) {
    const piece = objectOf(listOf(objectOf(part)[list])[0])
    text += stringOf(piece['text']) ?? ''
    reason = stringOf(piece[reasonName]) ?? reason
  }
  return { text, stopReason: reason === 'length' ? 'max_tokens' : 'end_turn' }
}
