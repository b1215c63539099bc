import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import type { Delta } from '../neutral/delta.ts'
import type { Message } from '../neutral/reply.ts'
import { countText } from '../tokens/token-count.ts'
import { joined } from './joined.ts'
import { moderated } from './moderated.ts'
import type { Moderation } from './moderation.ts'

type Deltas = Answer & { kind: 'deltas' }

/**
 * What a guardrail makes of an answer that is still arriving. A synchronous guardrail holds it back until it is
 * complete; an asynchronous one lets it pass and judges it at its end.
 */
export async function moderatedDeltas(
  answer: Deltas,
  moderation: Moderation,
  call: Call,
): Promise<Answer> {
  if (moderation.named.isAsync) return { ...answer, deltas: judged(answer, moderation, call) }
  return moderated(await joined(answer), moderation, call)
}

async function* judged(
  { source, deltas, arrived }: Deltas,
  moderation: Moderation,
  call: Call,
): AsyncGenerator<Delta> {
  let last: Delta | undefined
  for await (const delta of deltas) {
    if (delta.type !== 'stop') last = delta
    if (delta.type !== 'stop' || arrived.message === undefined) {
      yield delta
      continue
    }
    const said = arrived.message
    const reply: Answer = { source, kind: 'reply', reply: said, pace: { kind: 'instant' } }
    const after = moderated(reply, moderation, call)
    if (after.guarded !== undefined) arrived.guarded = after.guarded
    if (after.guarded?.intervened !== true || after.kind !== 'reply') {
      yield delta
      continue
    }
    // The refusal follows the text that is out already.
    const refusal = moderation.guardrail.blockedOutputsMessaging
    yield { type: 'text', index: indexAfter(last), text: refusal, tokens: countText(refusal) }
    const message = after.reply as Message
    arrived.message = message
    yield { ...delta, stopReason: message.stopReason }
  }
}

/** Text goes on in its block; after anything else a new one begins. */
function indexAfter(last: Delta | undefined): number {
  if (last === undefined || !('index' in last)) return 0
  return last.type === 'text' ? last.index : last.index + 1
}
