import { objectOf, stringOf } from '../json-fields.ts'
import { isObject } from '../json.ts'
import type { Block, Chat } from '../neutral/prompt.ts'
import { blockText } from '../neutral/block-text.ts'
import { hostOf } from './doors/host.ts'
import { isGuardedPiece, pieceOf, qualified } from './apply-guardrail.ts'
import type { Call } from './types.ts'

/** The member of a native body that configures its guardrail. */
export const GUARDRAIL_CONFIG = 'amazon-bedrock-guardrailConfig'

/** The guardrail of a model request. */
export interface Named {
  identifier: string
  version: string
  trace: 'enabled' | 'enabled_full' | 'disabled'
  isAsync: boolean
}

/** The parts of a request that a guardrail evaluates. */
export interface GuardedInput {
  texts: string[]
  /** How many characters of the user it does not read. */
  unguarded: number
  ground: { source: string; query: string } | undefined
  /** Whether only content that the request marks is guarded, with `guardContent` or tags. */
  isMarked: boolean
  /** Whether system prompts are guarded as well. */
  withSystem?: boolean
}

/** Content that an enforced guardrail reads in addition to marked content. */
export interface GuardScope {
  everyMessage: boolean
  everySystem: boolean
}

export function guardrailNamed(call: Call): Named | undefined {
  const { operation, input } = call
  // For OpenAI's and Anthropic's APIs, Bedrock Runtime honours the headers; bedrock-mantle ignores them.
  if (operation.door !== undefined)
    return input['guardrailIdentifier'] === undefined || hostOf(call) === 'mantle'
      ? undefined
      : inHeaders(call)
  if (operation.group === 'invoke')
    return input['guardrailIdentifier'] === undefined ? undefined : inHeaders(call)
  if (operation.group !== 'converse' || !isObject(call.body)) return undefined
  const { guardrailConfig } = call.body
  if (!isObject(guardrailConfig)) return undefined
  return {
    identifier: stringOf(guardrailConfig['guardrailIdentifier']) ?? '',
    version: stringOf(guardrailConfig['guardrailVersion']) ?? '',
    trace: traceOf(guardrailConfig['trace']),
    isAsync: guardrailConfig['streamProcessingMode'] === 'async',
  }
}

/** Whether a call uses a guardrail: for its own texts, or for those that it sends. */
export const asksGuardrail = (call: Call): boolean =>
  call.operation.name === 'ApplyGuardrail' || guardrailNamed(call) !== undefined

function inHeaders({ input, body }: Call): Named {
  const config = objectOf(objectOf(body)[GUARDRAIL_CONFIG])
  return {
    identifier: stringOf(input['guardrailIdentifier']) ?? '',
    version: stringOf(input['guardrailVersion']) ?? '',
    trace: traceOf(input['trace']),
    isAsync: config['streamProcessingMode'] === 'ASYNCHRONOUS',
  }
}

function traceOf(sent: unknown): Named['trace'] {
  const word = typeof sent === 'string' ? sent.toLowerCase() : ''
  return word === 'enabled' || word === 'enabled_full' ? word : 'disabled'
}

/** How many images users sent. */
export function imagesIn(call: Call): number {
  const prompt = call.prompt()
  if (prompt.kind !== 'chat') return 0
  return prompt.messages
    .filter(({ role }) => role === 'user')
    .reduce(
      (sum, { content }) => sum + content.filter(({ image }) => image !== undefined).length,
      0,
    )
}

/**
 * Everything that users say, or only marked content: `guardContent` blocks in Converse, tags in a native body. System
 * prompts are only read if they are marked.
 */
export function guardedInput(call: Call, reading?: GuardScope): GuardedInput {
  const prompt = call.prompt()
  if (prompt.kind === 'image') return allOf([prompt.text])
  if (prompt.kind !== 'chat') return allOf([])
  const marked = call.operation.group === 'converse' ? inConverse(prompt) : inNative(prompt, call)
  return reading === undefined ? marked : widened(marked, prompt, reading)
}

function widened(marked: GuardedInput, chat: Chat, reading: GuardScope): GuardedInput {
  const own = reading.everyMessage ? { ...allOf(userTexts(chat)), ground: marked.ground } : marked
  if (!reading.everySystem) return own
  return { ...own, texts: [...own.texts, ...textsOf(chat.system)], withSystem: true }
}

const allOf = (texts: string[]): GuardedInput => ({
  texts,
  unguarded: 0,
  ground: undefined,
  isMarked: false,
})

const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.length, 0)

const textsOf = (blocks: readonly Block[]): string[] =>
  blocks.map(blockText).filter((text) => text !== undefined && text !== '') as string[]

function userTexts({ messages }: Chat): string[] {
  return messages.filter(({ role }) => role === 'user').flatMap(({ content }) => textsOf(content))
}

function inConverse(chat: Chat): GuardedInput {
  const last = chat.messages.findLast(({ role }) => role === 'user')
  const pieces = [...chat.system, ...(last?.content ?? [])]
    .filter(({ guardContent }) => guardContent !== undefined)
    .map(({ guardContent }) => pieceOf(guardContent?.['text']))
  const all = userTexts(chat)
  if (pieces.length === 0) return allOf(all)
  const texts = pieces.filter(isGuardedPiece).map(({ text }) => text)
  const source = qualified(pieces, 'grounding_source')
  const query = qualified(pieces, 'query')
  return {
    texts,
    unguarded: Math.max(0, lengthOf(all) - lengthOf(texts)),
    ground: source === '' && query === '' ? undefined : { source, query },
    isMarked: true,
  }
}

/** The suffix of tags in native bodies; undefined if the request sets none. */
export function tagSuffixOf({ body }: Call): string | undefined {
  const config = objectOf(objectOf(body)[GUARDRAIL_CONFIG])
  return stringOf(config['tagSuffix'])
}

export function tagsOf(suffix: string): { open: string; close: string } {
  const name = `amazon-bedrock-guardrails-guardContent_${suffix}>`
  return { open: `<${name}`, close: `</${name}` }
}

function inNative(chat: Chat, call: Call): GuardedInput {
  const suffix = tagSuffixOf(call)
  const all = userTexts(chat)
  const tagged = suffix === undefined ? [] : all.flatMap((text) => betweenTags(text, suffix))
  if (tagged.length === 0) return allOf(all)
  return {
    texts: tagged,
    unguarded: lengthOf(all) - lengthOf(tagged),
    ground: undefined,
    isMarked: true,
  }
}

function betweenTags(text: string, suffix: string): string[] {
  const { open, close } = tagsOf(suffix)
  return text
    .split(open)
    .slice(1)
    .map((rest) => rest.split(close)[0] ?? '')
    .filter((inner) => inner !== '')
}
