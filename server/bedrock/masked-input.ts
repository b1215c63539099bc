import { masked } from '../guardrails/mask.ts'
import type { Mask } from '../guardrails/mask.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { withBody } from './call.ts'
import { GUARDRAIL_CONFIG, tagSuffixOf, tagsOf } from './guarded-input.ts'
import type { GuardedInput } from './guarded-input.ts'
import type { Call } from './types.ts'

type Rewrite = (text: string) => string

/** Members of native bodies whose text no user wrote. */
const NOT_FROM_USERS = new Set(['system', 'tools', 'toolConfig', 'toolResult', GUARDRAIL_CONFIG])

/**
 * The call as its model sees it: masked by its guardrail, and without guard tags. The call itself if nothing changes.
 */
export function maskedInput(
  call: Call,
  { texts, isMarked, withSystem = false }: GuardedInput,
  masks: readonly (readonly Mask[])[],
): Call {
  const { body, operation } = call
  if (!isObject(body)) return call
  const changes = new Map<string, string>()
  for (const [at, text] of texts.entries()) {
    const by = masks[at] ?? []
    if (by.length > 0) changes.set(text, masked(text, by))
  }
  if (operation.group === 'converse')
    return changes.size === 0
      ? call
      : withBody(call, inConverse(body, changes, { isMarked, withSystem }))
  const suffix = tagSuffixOf(call)
  if (changes.size === 0 && suffix === undefined) return call
  const part = isMarked
    ? betweenTags(changes, suffix)
    : anywhere(changes, Array.isArray(body['messages']))
  const rewrite: Rewrite = (text) => (withSystem ? changes.get(text) : undefined) ?? part(text)
  return withBody(call, inNative(body, withoutTags(rewrite, suffix), withSystem) as JsonObject)
}

/** Where content is marked, only marked content is masked. */
function inConverse(
  body: JsonObject,
  changes: ReadonlyMap<string, string>,
  { isMarked, withSystem }: { isMarked: boolean; withSystem: boolean },
): JsonObject {
  const rewrite: Rewrite = (text) => changes.get(text) ?? text
  const block = (value: Json): Json => {
    if (!isObject(value)) return value
    const { guardContent, ...rest } = value
    if (guardContent !== undefined)
      return { ...rest, guardContent: everyText(guardContent, rewrite) }
    return isMarked || typeof value['text'] !== 'string'
      ? value
      : { ...value, text: rewrite(value['text']) }
  }
  const message = (value: Json): Json =>
    isObject(value) && value['role'] === 'user'
      ? { ...value, ...blocksOf(value, 'content', block) }
      : value
  return {
    ...body,
    ...blocksOf(body, 'messages', message),
    ...((isMarked || withSystem) && blocksOf(body, 'system', block)),
  }
}

function blocksOf(owner: JsonObject, name: string, change: (value: Json) => Json): JsonObject {
  const value = owner[name]
  return Array.isArray(value) ? { [name]: value.map(change) } : {}
}

function everyText(value: Json, rewrite: Rewrite): Json {
  if (typeof value === 'string') return rewrite(value)
  if (Array.isArray(value)) return value.map((item) => everyText(item, rewrite))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, everyText(inner, rewrite)]),
  )
}

/** All texts of a native body that a user may have written. */
function inNative(value: Json, rewrite: Rewrite, withSystem: boolean): Json {
  if (typeof value === 'string') return rewrite(value)
  if (Array.isArray(value)) return value.map((item) => inNative(item, rewrite, withSystem))
  if (!isObject(value) || isForeign(value, withSystem)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      NOT_FROM_USERS.has(name) && !(withSystem && name === 'system')
        ? inner
        : inNative(inner, rewrite, withSystem),
    ]),
  )
}

const SYSTEM_ROLES = new Set(['system', 'developer'])

function isForeign({ role, type }: JsonObject, withSystem: boolean): boolean {
  if (type === 'tool_result') return true
  if (typeof role !== 'string') return false
  const author = role.toLowerCase()
  return author !== 'user' && !(withSystem && SYSTEM_ROLES.has(author))
}

/** A message is a separate text; in a single-text prompt, the user's words are part of it. */
const anywhere =
  (changes: ReadonlyMap<string, string>, isWhole: boolean): Rewrite =>
  (text) => {
    const whole = changes.get(text)
    if (whole !== undefined || isWhole) return whole ?? text
    let out = text
    for (const [from, to] of changes) out = out.replaceAll(from, () => to)
    return out
  }

const betweenTags =
  (changes: ReadonlyMap<string, string>, suffix = ''): Rewrite =>
  (text) => {
    const { open, close } = tagsOf(suffix)
    let out = text
    for (const [from, to] of changes)
      out = out.replaceAll(`${open}${from}${close}`, () => `${open}${to}${close}`)
    return out
  }

function withoutTags(rewrite: Rewrite, suffix: string | undefined): Rewrite {
  if (suffix === undefined) return rewrite
  const { open, close } = tagsOf(suffix)
  return (text) => rewrite(text).replaceAll(open, '').replaceAll(close, '')
}
