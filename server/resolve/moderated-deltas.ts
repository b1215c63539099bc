import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { joiner } from '../neutral/delta.ts'
import type { Delta } from '../neutral/delta.ts'
import { countText } from '../tokens/token-count.ts'
import { WINDOW, windowLength } from './async-windows.ts'
import { joined } from './joined.ts'
import { moderated } from './moderated.ts'
import { judgeAll } from './judge.ts'
import type { Moderation } from './moderation.ts'

type Deltas = Answer & { kind: 'deltas' }

/**
 * Applies guardrails to an answer that is still arriving. Synchronous guardrails hold it back until it is complete;
 * asynchronous ones let it pass and judge it window by window.
 */
export async function moderatedDeltas(
  answer: Deltas,
  moderation: Moderation,
  call: Call,
): Promise<Answer> {
  if (moderation.wishes.isAsync)
    return { ...answer, deltas: endingWith(answer.deltas, judged(answer, moderation)) }
  return moderated(await joined(answer), moderation, call)
}

/** A generator whose reader leaves before the first delta never notifies its source, so this does. */
function endingWith(
  source: AsyncIterable<Delta>,
  deltas: AsyncGenerator<Delta>,
): AsyncIterable<Delta> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => deltas.next(),
      async return() {
        await deltas.return(undefined)
        await source[Symbol.asyncIterator]().return?.()
        return { done: true, value: undefined }
      },
    }),
  }
}

async function* judged(
  { deltas, arrived }: Deltas,
  { guards, wishes, input, ground, judge }: Moderation,
): AsyncGenerator<Delta> {
  const startedAt = performance.now()
  const whole = joiner()
  const output: Verdict[] = []
  let window = ''
  let tokens = 0
  let last: Delta | undefined

  const blockedBy = async (text: string): Promise<Verdict | undefined> => {
    const full = wishes.isFull
    const verdicts = await judgeAll(judge, guards, { side: 'OUTPUT', texts: [text], ground, full })
    output.push(...verdicts)
    const blocking = verdicts.find(({ action }) => action === 'BLOCKED')
    arrived.guarded = {
      input,
      output: [...output],
      intervened: blocking !== undefined,
      isTraced: wishes.isTraced,
      ...(blocking !== undefined && { original: whole.message() }),
    }
    return blocking
  }
  /** The refusal follows the text that has been sent, and ends the stream. */
  const refused = ({ guardrail }: Verdict): Delta[] => {
    const text = guardrail.blockedOutputsMessaging
    const refusal: Delta = { type: 'text', index: indexAfter(last), text, tokens: countText(text) }
    const stop: Delta = {
      type: 'stop',
      stopReason: 'guardrail_intervened',
      usage: { ...whole.message().usage, outputTokens: tokens },
      latencyMs: Math.round(performance.now() - startedAt),
    }
    whole.add(refusal)
    whole.add(stop)
    arrived.message = whole.message()
    return [refusal, stop]
  }

  for await (const delta of deltas) {
    if (delta.type === 'stop') {
      const blocking = await blockedBy(window)
      if (blocking !== undefined) return yield* refused(blocking)
      yield delta
      continue
    }
    last = delta
    whole.add(delta)
    if ('tokens' in delta) tokens += delta.tokens
    yield delta
    if (delta.type === 'text') window += delta.text
    while (window.length >= WINDOW) {
      const length = windowLength(window)
      const blocking = await blockedBy(window.slice(0, length))
      if (blocking !== undefined) return yield* refused(blocking)
      window = window.slice(length)
    }
  }
}

/** Text continues in its block; after anything else, a new block begins. */
function indexAfter(last: Delta | undefined): number {
  if (last === undefined || !('index' in last)) return 0
  return last.type === 'text' ? last.index : last.index + 1
}
