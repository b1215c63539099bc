import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import type { Headers } from '../aws/headers.ts'
import { below, eachString, isKept, TOP } from './base64-place.ts'
import type { StringPlace } from './base64-place.ts'
import { changeAt } from './json-paths.ts'
import { isBase64Media } from './media.ts'
import { mayHoldSecrets, PATTERNS, SECRET_MEMBERS } from './patterns.ts'
import { ownPattern } from './replacement.ts'
import type { Replacement } from './replacement.ts'
import type { FixtureSettings } from './settings-file.ts'

// The only way to disk, journal and log. Closed by default: only listed headers pass.

const STORED_HEADERS =
  /^(?:content-type|content-language|accept|x-amzn-errortype|x-amzn-bedrock-(?!request-metadata).*)$/i
const SHOWN_HEADERS = /^(?:x-amzn-requestid|content-length|user-agent)$/i

// Credentials that this process sends and receives, redacted wherever they are echoed. All servers of a process share
// them, because they share the environment and the output.
const own = new Set<string>()
const clients = new Set<string>()
const MIN_SECRET = 12
const MAX_SECRETS = 200

/** Registers a credential of the server itself. */
export function knowSecret(value: string): void {
  know(value, own)
}

/** Many client keys can push out older client keys, but never the server's own. */
function know(value: string, secrets: Set<string>): void {
  if (value.length < MIN_SECRET) return
  secrets.delete(value)
  secrets.add(value)
  if (secrets.size > MAX_SECRETS) for (const oldest of secrets) return void secrets.delete(oldest)
}

const KNOWN = [own, clients] as const
const known = (): string[] => [...own, ...clients]

/** Registers a client's credentials. An access key id that is not a real one names a session. */
export function knowClientSecrets(headers: Headers): void {
  for (const [name, value] of headers) {
    const header = name.toLowerCase()
    if (header === 'x-amz-security-token' || header === 'x-api-key') know(value, clients)
    if (header !== 'authorization') continue
    const token = /^Bearer\s+(\S+)/i.exec(value)?.[1]
    if (token !== undefined) know(token, clients)
  }
}

/** The same for the parsed headers of a request. */
export function knowRequestSecrets(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): void {
  const { authorization, 'x-amz-security-token': session, 'x-api-key': key } = headers
  if (typeof key === 'string') know(key, clients)
  if (typeof session === 'string') know(session, clients)
  if (typeof authorization !== 'string' || authorization.startsWith('AWS4')) return
  const token = /^Bearer\s+(\S+)/i.exec(authorization)?.[1]
  if (token !== undefined) know(token, clients)
}

export function redactText(text: string, rules: readonly Replacement[] = []): string {
  let result = redactKnown(text)
  if (mayHoldSecrets(result)) for (const rule of PATTERNS) result = rule.replace(result)
  for (const rule of rules) result = rule.replace(result)
  return result
}

/** Removes the credentials known to this process, which are secret even within base64. */
function redactKnown(text: string): string {
  let result = text
  for (const secrets of KNOWN)
    for (const secret of secrets)
      if (result.includes(secret)) result = result.replaceAll(secret, '[secret]')
  return result
}

/** Redacts a path and query. Percent-encoding hides most secrets from the patterns. */
export function redactUrl(url: string): string {
  return redactText(url).replace(/[^/?&=]+/g, (part) => {
    if (!part.includes('%')) return part
    const decoded = decodedPart(part)
    const redacted = redactText(decoded)
    return redacted === decoded ? part : encodeURIComponent(redacted)
  })
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The secrets in a text, without the surrounding text that identifies them. */
export function secretsIn(text: string, rules: readonly Replacement[] = []): string[] {
  const found = new Set(known().filter((secret) => text.includes(secret)))
  for (const rule of [...PATTERNS, ...rules])
    for (const { secret } of rule.find(text)) found.add(secret)
  return [...found]
}

/** Removes parts of secrets: a short quotation may cut a secret in two. */
export function hideParts(text: string, hidden: readonly string[]): string {
  if (hidden.length === 0) return text
  const isPart = hidden.length <= MAX_COMPARED ? isPartOf(hidden) : isMadeOf(hidden)
  return text.replace(PART, (part) => (isPart(part) ? '[secret]' : part))
}

const PART = /[A-Za-z0-9+/=_~-]{4,}/g
const MAX_COMPARED = 50

const isPartOf = (hidden: readonly string[]) => (part: string) =>
  hidden.some((secret) => secret.includes(part))

/** Compares runs of four characters, which may hide a word too many but never too few. */
function isMadeOf(hidden: readonly string[]): (part: string) => boolean {
  const runs = new Set<string>()
  for (const secret of hidden)
    for (let at = 0; at + 4 <= secret.length; at++) runs.add(secret.slice(at, at + 4))
  return (part) => {
    for (let at = 0; at + 4 <= part.length; at++)
      if (!runs.has(part.slice(at, at + 4))) return false
    return true
  }
}

/** The headers that may be stored in a file; `shown` adds those that only a journal needs. */
export function redactHeaders(headers: Headers, shown = false): Headers {
  return headers
    .filter(([name]) => STORED_HEADERS.test(name) || (shown && SHOWN_HEADERS.test(name)))
    .map(([name, value]) => [name, redactText(value)])
}

/** Redacts a body; returns the value itself if nothing changed. */
export function redactJson(value: Json, settings: FixtureSettings): Json {
  let result = redactValue(value, TOP, settings.redact)
  for (const path of settings.redactPaths) {
    result = changeAt(result, path, (found) => (found === '[redacted]' ? found : '[redacted]'))
  }
  return result
}

/** A redacted copy, including member names; the value itself if nothing changed. */
function redactValue(value: Json, place: StringPlace, rules: readonly Replacement[]): Json {
  if (typeof value === 'string') return redactMember(value, place, rules)
  if (Array.isArray(value)) {
    let copy: Json[] | undefined
    for (const [at, item] of value.entries()) {
      const next = redactValue(item, place, rules)
      if (next !== item) (copy ??= value.slice())[at] = next
    }
    return copy ?? value
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value)
  let changed = false
  for (const entry of entries) {
    const [name, item] = entry
    const inside = below(place, value, name)
    entry[1] = redactValue(item, inside, rules)
    entry[0] = redactName(name, inside, rules)
    if (entry[1] !== item || entry[0] !== name) changed = true
  }
  return changed ? Object.fromEntries(distinct(entries)) : value
}

/** No secret is shorter. User rules apply to names made up by a caller or a model, never to names of the API. */
function redactName(name: string, place: StringPlace, rules: readonly Replacement[]): string {
  if (place.free) return redactText(name, rules)
  return name.length < MIN_SECRET ? name : redactText(name)
}

/** Two names that become equal would lose a member. */
function distinct(entries: readonly [string, Json][]): [string, Json][] {
  const taken = new Map<string, number>()
  return entries.map(([name, item]) => {
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return [count === 1 ? name : `${name} ${count}`, item]
  })
}

function redactMember(text: string, place: StringPlace, rules: readonly Replacement[]): string {
  if (SECRET_MEMBERS.test(place.name)) return '[redacted]'
  return isKept(text, place) || isBase64Media(text) ? redactKnown(text) : redactText(text, rules)
}

/**
 * Redacts the payloads of a stream. A text that came in pieces is redacted as a whole and cut back into its pieces,
 * so no secret hides across two of them.
 */
export function redactStream(payloads: readonly Json[], settings: FixtureSettings): Json[] {
  const whole = payloads.map((payload) => redactJson(payload, settings))
  const texts = new Map<string, { at: number; path: string[]; text: string }[]>()
  for (const [at, payload] of whole.entries()) {
    const block = isObject(payload)
      ? JSON.stringify(payload['contentBlockIndex'] ?? payload['index'] ?? 0)
      : ''
    eachString(payload, (text, place, path) => {
      if (isKept(text, place)) return
      const key = `${block} ${path.join('.')}`
      const pieces = texts.get(key)
      if (pieces === undefined) texts.set(key, [{ at, path, text }])
      else pieces.push({ at, path, text })
    })
  }
  for (const pieces of texts.values()) {
    if (pieces.length < 2) continue
    const parts = pieces.map(({ text }) => text)
    const joined = parts.join('')
    if (redactText(joined, settings.redact) === joined) continue
    for (const [nth, piece] of redactPieces(parts, settings.redact).entries()) {
      const { at, path } = pieces[nth] ?? { at: -1, path: [] }
      const payload = whole[at]
      if (payload !== undefined) whole[at] = changeAt(payload, path, () => piece)
    }
  }
  return whole
}

/** Redacts pieces as one text. A replacement stays whole, in the piece where its secret started. */
function redactPieces(pieces: readonly string[], rules: readonly Replacement[]): string[] {
  let text = pieces.join('')
  let end = 0
  let cuts = pieces.map((piece) => (end += piece.length))
  const credentials = known()
    .filter((secret) => text.includes(secret))
    .map((secret) =>
      ownPattern(
        new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'g'),
        '[secret]',
      ),
    )
  for (const rule of [...credentials, ...PATTERNS, ...rules])
    ({ text, cuts } = replaceInPieces(text, cuts, rule))
  return cuts.map((cut, nth) => text.slice(nth === 0 ? 0 : cuts[nth - 1], cut))
}

/** Applies one rule and tracks where the cuts between pieces end up, in one pass. */
function replaceInPieces(text: string, cuts: number[], rule: Replacement) {
  let result = ''
  let at = 0
  let next = 0
  const moved: number[] = []
  for (const { from, to, by } of rule.find(text)) {
    result += text.slice(at, from)
    for (; next < cuts.length && (cuts[next] ?? 0) <= from; next++)
      moved.push(result.length - (from - (cuts[next] ?? 0)))
    result += by
    for (; next < cuts.length && (cuts[next] ?? 0) < to; next++) moved.push(result.length)
    at = to
  }
  const shift = result.length - at
  for (; next < cuts.length; next++) moved.push((cuts[next] ?? 0) + shift)
  return { text: result + text.slice(at), cuts: moved }
}
