import { AwsError } from '../aws/errors.ts'
import { cut } from '../bedrock/pieces.ts'
import type { Served } from '../bedrock/answer.ts'
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { numberOf, objectsOf, stringOf } from '../json-fields.ts'
import type { Family } from '../models/family.ts'
import { joiner } from '../neutral/delta.ts'
import type { Delta } from '../neutral/delta.ts'
import type { Block } from '../neutral/prompt.ts'
import type { StopReason, Usage } from '../neutral/reply.ts'
import { countText } from '../tokens/token-count.ts'
import { countBlocks } from '../tokens/tokens.ts'
import { choiceIn, errorMessageIn, messageIn, reasoningText, contentText } from './chunk-content.ts'
import { Unprefilled } from './prefill.ts'
import { StopWatcher } from './stop-watcher.ts'
import { ThinkSplitter } from './think-splitter.ts'
import type { SplitText } from './think-splitter.ts'
import { isCallable, ToolCalls } from './tool-calls.ts'
import type { CallPiece } from './tool-calls.ts'

/** What the request specifies for its answer. */
export interface AnswerPlan {
  family: Family | undefined
  stopSequences: readonly string[]
  /** Whether thoughts are part of the answer. */
  showsReasoning: boolean
  /** Signs a thought, where the family does. */
  sign?: () => string
  prefill: string
  startedAt: number
  /** Of the request alone. */
  usage: Usage
}

/** The chunks of a completion as neutral deltas. */
export async function* deltasOf(
  chunks: AsyncIterable<JsonObject>,
  plan: AnswerPlan,
  served: Served,
): AsyncGenerator<Delta> {
  const { startedAt } = plan
  const reading = new CompletionReader(plan)
  const joined = joiner()
  const say = (deltas: readonly Delta[]): readonly Delta[] => {
    for (const delta of deltas) joined.add(delta)
    if (deltas.length > 0) served.firstTextMs ??= Math.round(performance.now() - startedAt)
    return deltas
  }
  yield { type: 'begin', usage: plan.usage }
  for await (const chunk of chunks) {
    noteUsage(chunk, served)
    yield* say(reading.read(chunk))
    // The rest would be dropped: leaving the loop ends the upstream call.
    if (reading.isStopped) break
  }
  yield* say(reading.end())
  const { content } = joined.message()
  const usage = usageWith(content, plan)
  const latencyMs = Math.round(performance.now() - startedAt)
  const writingMs = latencyMs - (served.firstTextMs ?? 0)
  const written = served.usage?.outputTokens ?? usage.outputTokens
  if (writingMs > 0) served.tokensPerSecond = Math.round((written / writingMs) * 10_000) / 10
  yield { type: 'stop', ...reading.stop(), usage, latencyMs }
}

/** The usage with an answer: our own count, so that it agrees with CountTokens and quotas. */
export function usageWith(content: readonly Block[], { usage, family }: AnswerPlan): Usage {
  return { ...usage, outputTokens: Math.max(countBlocks(content, family), 1) }
}

function noteUsage({ usage }: JsonObject, served: Served): void {
  if (!isObject(usage)) return
  const inputTokens = numberOf(usage['prompt_tokens'])
  const outputTokens = numberOf(usage['completion_tokens'])
  if (inputTokens !== undefined || outputTokens !== undefined)
    served.usage = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 }
}

const REASONS: Readonly<Record<string, StopReason>> = {
  length: 'max_tokens',
  content_filter: 'content_filtered',
}

/** Reads one answer, chunk by chunk. */
class CompletionReader {
  readonly #plan: AnswerPlan
  readonly #thoughts = new ThinkSplitter()
  readonly #stops: StopWatcher
  readonly #calls = new ToolCalls()
  readonly #prefill: Unprefilled
  /** What waits for the end of a call. */
  readonly #waiting: SplitText[] = []
  /** The block that is open. */
  #block: Delta['type'] | undefined
  #index = -1
  #finish: string | undefined

  constructor(plan: AnswerPlan) {
    this.#plan = plan
    this.#stops = new StopWatcher(plan.stopSequences)
    this.#prefill = new Unprefilled(plan.prefill)
  }

  get isStopped(): boolean {
    return this.#stops.stop !== undefined
  }

  read(chunk: JsonObject): Delta[] {
    const { error } = chunk
    if (error !== undefined && error !== null) throw failure(error)
    const choice = choiceIn(chunk)
    this.#finish = stringOf(choice['finish_reason']) ?? this.#finish
    const message = messageIn(choice)
    const thought: SplitText = { of: 'reasoning', text: reasoningText(message) }
    return [
      ...this.#say([thought, ...this.#thoughts.push(contentText(message))]),
      ...(this.isStopped ? [] : this.#call(this.#calls.push(objectsOf(message['tool_calls'])))),
      ...this.#say([]),
    ]
  }

  /** The text that was held back. An answer has at least an empty text. */
  end(): Delta[] {
    const deltas = [
      ...this.#say(this.#thoughts.flush()),
      ...(this.isStopped ? [] : this.#call(this.#calls.flush())),
      ...this.#say([]),
      ...this.#text(this.#stops.push(this.#prefill.flush())),
      ...this.#text(this.#stops.flush()),
      ...this.#sign(),
    ]
    if (this.#index >= 0) return deltas
    return [...deltas, { type: 'text', index: (this.#index = 0), text: '', tokens: 0 }]
  }

  stop(): { stopReason: StopReason; stopSequence?: string } {
    const { stop } = this.#stops
    if (stop !== undefined) return { stopReason: 'stop_sequence', stopSequence: stop }
    const reason = REASONS[this.#finish ?? '']
    if (reason !== undefined) return { stopReason: reason }
    const calls = this.#calls.sent
    if (calls.length === 0) return { stopReason: 'end_turn' }
    const isWhole = calls.every(isCallable)
    return { stopReason: isWhole ? 'tool_use' : 'malformed_tool_use' }
  }

  /** Blocks cannot be mixed, so what is said between the pieces of a call follows it. */
  #say(pieces: readonly SplitText[]): Delta[] {
    this.#waiting.push(...pieces.filter(({ text }) => text !== ''))
    if (this.#waiting.length === 0 || this.#calls.isUnfinished) return []
    this.#calls.close()
    const said = this.#waiting.splice(0)
    return said.flatMap(({ of, text }) =>
      of === 'reasoning'
        ? this.#think(text)
        : this.#text(this.#stops.push(this.#prefill.push(text))),
    )
  }

  #think(text: string): Delta[] {
    if (text === '' || !this.#plan.showsReasoning) return []
    const index = this.#open('reasoning')
    return [{ type: 'reasoning', index, text, tokens: countText(text) }]
  }

  #text(text: string): Delta[] {
    if (text === '') return []
    const signed = this.#sign()
    const index = this.#open('text')
    return [...signed, { type: 'text', index, text, tokens: countText(text) }]
  }

  #call(pieces: readonly CallPiece[]): Delta[] {
    return pieces.flatMap((piece): Delta[] => {
      const signed = this.#sign()
      if ('name' in piece) {
        this.#block = undefined
        const index = this.#open('call')
        // Ids are made where the answer is written, as each API has its own.
        return [...signed, { type: 'call', index, toolUseId: '', name: piece.name }]
      }
      const grain = this.#plan.family?.grain ?? 'words'
      return cut(piece.json, grain).map((json) => ({
        type: 'arguments',
        index: this.#index,
        json,
        tokens: countText(json),
      }))
    })
  }

  #open(type: Delta['type']): number {
    if (this.#block !== type) this.#index++
    this.#block = type
    return this.#index
  }

  /** The signature that ends a thought. */
  #sign(): Delta[] {
    if (this.#block !== 'reasoning') return []
    this.#block = undefined
    const { sign } = this.#plan
    return sign === undefined ? [] : [{ type: 'signature', index: this.#index, signature: sign() }]
  }
}

function failure(error: JsonObject[string]): AwsError {
  const message = errorMessageIn(error)
  return new AwsError(
    'ModelStreamErrorException',
    `The model server failed: ${message ?? JSON.stringify(error)}`,
    { members: { originalStatusCode: 500, originalMessage: message ?? '' } },
  )
}
