import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Family } from '../families.ts'
import type { Model } from '../models.ts'

/** A content block and where it stands; Bedrock's own texts count from zero. */
export interface Placed {
  /** The block's one member: what stands under `image`, `toolUse` or whatever kind it is. */
  value: Json
  message: number
  content: number
  role: Json | undefined
}

/** A Converse request whose shape is valid, sorted for the checks that follow. */
export interface Conversation {
  model: Model
  family: Family | undefined
  /** The answer was asked for as a stream. */
  streams: boolean
  body: JsonObject
  messages: readonly JsonObject[]
  /** The blocks of all messages by their kind, and no entry for a kind that does not occur. */
  blocks: ReadonlyMap<string, readonly Placed[]>
}

/** Says what is wrong, or nothing. */
export type Rule = (conversation: Conversation) => string | undefined

const NO_OBJECTS: readonly JsonObject[] = []

/** A list of structures. The shape has been checked: nothing else stands in it. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as JsonObject[]) : NO_OBJECTS

const NO_MEMBERS: JsonObject = {}

export const objectOf = (value: Json | undefined): JsonObject =>
  isObject(value) ? value : NO_MEMBERS

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export const contentOf = (message: JsonObject | undefined): readonly JsonObject[] =>
  objectsOf(message?.['content'])

const NONE: readonly Placed[] = []

export const blocksOf = ({ blocks }: Conversation, kind: string): readonly Placed[] =>
  blocks.get(kind) ?? NONE

export const at = ({ message, content }: Placed): string => `messages.${message}.content.${content}`

export function conversationOf(body: JsonObject, model: Model, streams: boolean): Conversation {
  const messages = objectsOf(body['messages'])
  const blocks = new Map<string, Placed[]>()
  for (let message = 0; message < messages.length; message++) {
    const { role, content: list } = messages[message] ?? NO_MEMBERS
    const contents = objectsOf(list)
    for (let content = 0; content < contents.length; content++) {
      const block = contents[content] ?? NO_MEMBERS
      for (const kind in block) {
        const value = block[kind]
        if (value === null || value === undefined) continue
        const placed = { value, message, content, role }
        const others = blocks.get(kind)
        if (others === undefined) blocks.set(kind, [placed])
        else others.push(placed)
      }
    }
  }
  return { model, family: model.family, streams, body, messages, blocks }
}

const hasCachePoint = ({ cachePoint }: JsonObject): boolean => isObject(cachePoint)

/** The cachePoints of a request: in system, tools and messages. */
export function cachePointsOf({ body, blocks }: Conversation): JsonObject[] {
  const outside = [body['system'], objectOf(body['toolConfig'])['tools']]
    .flatMap((list) => objectsOf(list).filter(hasCachePoint))
    .map(({ cachePoint }) => objectOf(cachePoint))
  const inside = blocks.get('cachePoint')
  return inside === undefined
    ? outside
    : [...outside, ...inside.map(({ value }) => objectOf(value))]
}
