import { objectOf } from '../../json-fields.ts'
import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { shapeOf } from '../../aws/shapes.ts'
import type { Model } from '../../models/model.ts'
import type { Family } from '../../models/family.ts'

/** A content block and its position, counted from zero as in Bedrock's messages. */
export interface Placed {
  /** The value of the block's only member, such as `image` or `toolUse`. */
  value: Json
  message: number
  content: number
  role: Json | undefined
}

/** A Converse request with a valid shape, prepared for the checks that follow. */
export interface Conversation {
  model: Model
  family: Family | undefined
  /** Whether the request is for a stream. */
  streams: boolean
  body: JsonObject
  messages: readonly JsonObject[]
  blocks: Blocks
}

/** The blocks of all messages by kind. There are so few kinds that a linear search is faster than a map. */
class Blocks {
  readonly #kinds: string[] = []
  readonly #placed: Placed[][] = []

  add(kind: string, placed: Placed): void {
    const at = this.#kinds.indexOf(kind)
    if (at === -1) {
      this.#kinds.push(kind)
      this.#placed.push([placed])
    } else this.#placed[at]?.push(placed)
  }

  has(kind: string): boolean {
    return this.#kinds.includes(kind)
  }

  get(kind: string): readonly Placed[] | undefined {
    return this.#placed[this.#kinds.indexOf(kind)]
  }
}

const KINDS = shapeOf('ContentBlock').members

/** Returns an error message, or undefined. */
export type ConversationCheck = (conversation: Conversation) => string | undefined

const NO_OBJECTS: readonly JsonObject[] = []

/** A list of structures; the shape has been checked. */
export const structuresOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as JsonObject[]) : NO_OBJECTS

export const messageContent = (message: JsonObject | undefined): readonly JsonObject[] =>
  structuresOf(message?.['content'])

const NONE: readonly Placed[] = []

export const blocksOf = ({ blocks }: Conversation, kind: string): readonly Placed[] =>
  blocks.get(kind) ?? NONE

export const at = ({ message, content }: Placed): string => `messages.${message}.content.${content}`

export function conversationOf(body: JsonObject, model: Model, streams: boolean): Conversation {
  const messages = structuresOf(body['messages'])
  const blocks = new Blocks()
  for (let message = 0; message < messages.length; message++) {
    const { role, content: list } = objectOf(messages[message])
    const contents = structuresOf(list)
    for (let content = 0; content < contents.length; content++) {
      const block = objectOf(contents[content])
      for (const kind in block) {
        const value = block[kind]
        if (value === null || value === undefined || !KINDS.has(kind)) continue
        blocks.add(kind, { value, message, content, role })
      }
    }
  }
  return { model, family: model.family, streams, body, messages, blocks }
}

/** The first message of several checks. */
export function firstMessage(
  checks: readonly ConversationCheck[],
  conversation: Conversation,
): string | undefined {
  for (const check of checks) {
    const message = check(conversation)
    if (message !== undefined) return message
  }
  return undefined
}

export const usesTools = ({ body, blocks }: Conversation): boolean =>
  isObject(body['toolConfig']) || blocks.has('toolUse') || blocks.has('toolResult')

/** The cachePoints of a request: in system, tools and messages. */
export function cachePointsOf({ body, blocks }: Conversation): readonly JsonObject[] {
  let points = blocks.get('cachePoint')?.map(({ value }) => objectOf(value))
  for (const list of [body['system'], objectOf(body['toolConfig'])['tools']]) {
    for (const { cachePoint } of structuresOf(list))
      if (isObject(cachePoint)) (points ??= []).push(cachePoint)
  }
  return points ?? NO_OBJECTS
}
