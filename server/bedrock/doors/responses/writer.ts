import type { Ids, Part } from '../../../dialects/dialect.ts'
import type { Delta } from '../../../neutral/delta.ts'
import type { Block, ReasoningContent } from '../../../neutral/prompt.ts'
import type { JsonObject } from '../../../json.ts'
import { given, objectOf, stringsOf } from '../../../json-fields.ts'
import { Emitter } from './emitter.ts'
import type { Form } from './form.ts'
import { responseObject } from './object.ts'
import type { ResponseFacts, ResponseState } from './object.ts'
import { openCall, openSearch } from './call-items.ts'
import { openMessage, writeCited } from './message-items.ts'
import type { OpenItem } from './open-item.ts'
import { openReasoning, thinksAloud, writeReasoning } from './reasoning-items.ts'
import type { Shown } from './reasoning-items.ts'

/** What is known when a response begins. */
export interface WriterOptions {
  request: JsonObject
  form: Form
  streamed: boolean
  ids: Ids
  /** When the request came, in milliseconds. */
  createdAt: number
  /** The text is a refusal. Known only of answers that are whole. */
  refuses?: boolean
  cut(text: string): string[]
}

/** Writes a response while its answer arrives. */
export class ResponseWriter {
  readonly id: string
  readonly #facts: ResponseFacts
  readonly #to: Emitter
  readonly #options: WriterOptions
  readonly #shown: Shown
  #open: { index: number; item: OpenItem } | undefined
  /** Reasoning that is written when it is complete. */
  #thought: { index: number; pieces: string[]; signature?: string; tokens: number } | undefined
  #reasoningTokens = 0
  #state: ResponseState

  constructor(options: WriterOptions) {
    const { request, form, streamed, ids, createdAt } = options
    this.id = ids('resp_', 52, 'base32')
    this.#options = options
    this.#facts = { request, form, streamed, id: this.id, createdAt }
    this.#to = new Emitter(form, streamed, ids)
    this.#state = { status: 'in_progress', output: [] }
    this.#shown = {
      encrypted: stringsOf(request['include']).includes('reasoning.encrypted_content'),
      summary: typeof objectOf(request['reasoning'])['summary'] === 'string',
    }
  }

  /** The response so far. */
  response(): JsonObject {
    return responseObject(this.#facts, this.#state)
  }

  /** The events that a piece of the answer brings. */
  add(delta: Delta): Part[] {
    switch (delta.type) {
      case 'begin':
        this.#tell('response.created')
        this.#tell('response.in_progress')
        break
      case 'text':
        this.#grow(delta.index, delta.text, delta.tokens, () =>
          openMessage(this.#to, this.#options.refuses === true),
        )
        break
      case 'reasoning':
        this.#reasoningTokens += delta.tokens
        this.#think(delta)
        break
      case 'signature':
        if (this.#thought?.index === delta.index) this.#thought.signature = delta.signature
        break
      case 'call':
        this.#close('completed')
        this.#open = {
          index: delta.index,
          item:
            delta.toolType === undefined
              ? openCall(this.#to, delta.name, delta.toolUseId)
              : openSearch(this.#to),
        }
        break
      case 'arguments':
        if (this.#open?.index === delta.index) this.#open.item.add(delta.json, delta.tokens)
        break
      case 'block':
        this.#close('completed')
        this.#block(delta.block, delta.tokens)
        break
      case 'stop':
        this.#stop(delta)
    }
    return this.#to.take()
  }

  #tell(type: string): void {
    if (this.#facts.streamed) this.#to.emit(type, { response: this.response() })
  }

  #grow(index: number, piece: string, tokens: number, open: () => OpenItem): void {
    if (this.#open?.index !== index) {
      this.#close('completed')
      this.#open = { index, item: open() }
    }
    this.#open.item.add(piece, tokens)
  }

  /** Only the open models think aloud. */
  #think({ index, text, tokens }: Extract<Delta, { type: 'reasoning' }>): void {
    if (thinksAloud(this.#options.form, this.#options.request)) {
      this.#grow(index, text, tokens, () => openReasoning(this.#to))
      return
    }
    if (this.#thought?.index !== index) {
      this.#close('completed')
      this.#thought = { index, pieces: [], tokens: 0 }
    }
    this.#thought.pieces.push(text)
    this.#thought.tokens += tokens
  }

  #block({ reasoningContent, citationsContent }: Block, tokens: number): void {
    if (reasoningContent !== undefined) {
      this.#reasoningTokens += tokens
      writeReasoning(this.#to, reasoningContent, [], tokens, this.#shown)
    }
    if (citationsContent !== undefined) {
      const text = (citationsContent.content ?? []).map((piece) => piece.text).join('')
      writeCited(this.#to, this.#options.cut(text), citationsContent.citations ?? [], tokens)
    }
  }

  #close(status: 'completed' | 'incomplete'): void {
    this.#open?.item.close(status)
    this.#open = undefined
    const thought = this.#thought
    if (thought === undefined) return
    this.#thought = undefined
    const { pieces, signature, tokens } = thought
    const reasoning: ReasoningContent = {
      reasoningText: { text: pieces.join(''), ...given({ signature }) },
    }
    writeReasoning(this.#to, reasoning, pieces, tokens, this.#shown)
  }

  #stop({ stopReason, usage, latencyMs }: Extract<Delta, { type: 'stop' }>): void {
    const reason = INCOMPLETE[stopReason]
    const refuses = reason === 'content_filter' && this.#options.refuses === true
    const status = reason === undefined || refuses ? 'completed' : 'incomplete'
    this.#close(status)
    this.#state = {
      status,
      output: this.#to.output,
      ...(status === 'incomplete' && given({ reason })),
      usage: { usage, counted: this.#reasoningTokens },
      completedAt: this.#facts.createdAt + latencyMs,
    }
    this.#tell(`response.${status}`)
  }
}

const INCOMPLETE: Readonly<Record<string, ResponseState['reason']>> = {
  max_tokens: 'max_output_tokens',
  model_context_window_exceeded: 'max_output_tokens',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
}
