import { withoutSigner } from '../aws/signer-in-query.ts'
import { operations } from '../bedrock/operations.ts'
import type { Call } from '../bedrock/types.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { mapStrings, withoutPath } from '../redaction/json-paths.ts'
import { isMedia, looksLikeMedia, markOf, parseMark } from '../redaction/media.ts'
import { sha256 } from '../text/sha256.ts'
import { redactJson, redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'

/** Identifies equal requests: the operation group, the model, the body and the headers that affect the answer. */
export interface RequestKey {
  group: string
  /** The model's resource, without region and account. Empty if an operation has no model. */
  model: string
  /** The model as sent. Among recordings of one resource, the one with the same name answers. */
  sent: string
  foundation: string | undefined
  /** Query, header and path members, by their modelled names. */
  members: JsonObject
  body: Json | undefined
  /** Members of the body that sibling operations ignore, but that count within one operation. */
  own: JsonObject
  /** The hash of everything but the model, so that a different name of the same model has the same fingerprint. */
  fingerprint: number
}

export interface KeyParts {
  group: string
  model: string
  sent: string
  foundation?: string | undefined
  members: JsonObject
  /** The parsed body, or its text if it is not JSON. */
  body: Json | undefined
}

export function makeKey(parts: KeyParts, settings: FixtureSettings): RequestKey {
  return new Key(parts, settings)
}

/**
 * A class, because V8 learns allocation sites: it would tenure the keys of calls like those of ten thousand
 * recordings, and each would retain its body until the next full collection.
 */
class Key implements RequestKey {
  readonly group: string
  readonly model: string
  readonly sent: string
  readonly foundation: string | undefined
  readonly members: JsonObject
  readonly body: Json | undefined
  readonly own: JsonObject
  readonly fingerprint: number

  constructor(parts: KeyParts, settings: FixtureSettings) {
    const { shared, own } = splitBody(parts.body, parts.group)
    this.group = parts.group
    this.model = parts.model
    this.sent = parts.sent
    this.foundation = parts.foundation
    this.members = plainMembers(parts.members, settings)
    this.own = own
    this.body = normalise(shared, settings)
    this.fingerprint = mix(
      mix(hashText(parts.group), fingerprintOf(this.members)),
      this.body === undefined ? 0 : fingerprintOf(this.body),
    )
  }
}

/** The key of an incoming call. With `redacted`, it equals the key of a stored request whose secrets were removed. */
export function keyOf(call: Call, settings: FixtureSettings, redacted = false): RequestKey {
  const parts = partsOf(call)
  if (!redacted) return makeKey(parts, settings)
  return makeKey(redactParts(parts, settings), settings)
}

export function redactParts(parts: KeyParts, settings: FixtureSettings): KeyParts {
  return {
    ...parts,
    model: redactText(parts.model),
    sent: redactText(parts.sent),
    members: redactJson(parts.members, settings) as JsonObject,
    body: parts.body === undefined ? undefined : redactJson(parts.body, settings),
  }
}

export function partsOf(call: Call): KeyParts {
  const { operation, input, raw } = call
  const model = input['modelId'] === undefined ? undefined : call.model()
  return {
    group: operation.group,
    model: model?.resource ?? '',
    sent: model?.sent ?? '',
    foundation: model?.foundation,
    members:
      operation.members === undefined ? { path: plainPath(withoutSigner(call.http.url)) } : input,
    body: call.body === undefined && raw.length > 0 ? raw.toString() : call.body,
  }
}

/** For an operation with unknown members, the path is used instead. */
export function plainPath(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}

/** Headers that do not affect the answer: the caller, its token, and what the path already contains. */
const UNASKED = new Set(['modelId', 'contentType', 'requestMetadata', 'clientRequestToken', 'body'])

function plainMembers(members: JsonObject, { ignoreMembers }: FixtureSettings): JsonObject {
  const plain: JsonObject = {}
  for (const [name, value] of Object.entries(members)) {
    if (UNASKED.has(name) || ignoreMembers.has(name)) continue
    // Every model answers in JSON by default.
    if (name === 'accept' && (value === '*/*' || value === 'application/json' || value === ''))
      continue
    plain[name] = value
  }
  return plain
}

/** By group: what operations with OpenAI's or Anthropic's bodies ignore in each other's recordings. */
const OWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  operations
    .filter(({ door, write }) => door !== undefined && write !== undefined)
    .map(({ group, door }) => [group, new Set(['model', 'stream', ...(door?.own ?? [])])]),
)

const UNASKED_IN_BODY = new Set(['requestMetadata', 'clientRequestToken', 'modelId'])
const NOTHING: JsonObject = {}

/** The body without members that cannot affect the answer; members in which siblings differ are kept separately. */
function splitBody(
  body: Json | undefined,
  group: string,
): { shared: Json | undefined; own: JsonObject } {
  if (!isObject(body)) return { shared: body, own: NOTHING }
  let shared = body
  let own = NOTHING
  const apart = (name: string, value: Json | undefined, stays?: Json) => {
    shared = { ...shared }
    if (stays === undefined) delete shared[name]
    else shared[name] = stays
    if (value !== undefined) own = { ...own, [name]: value }
  }
  for (const name in body) {
    const value = body[name]
    if (UNASKED_IN_BODY.has(name)) apart(name, undefined)
    else if (group === 'invoke' && name === 'stream') apart(name, value)
    else if (OWN.get(group)?.has(name) === true) apart(name, value)
    else if (group !== 'converse') continue
    else if (name === 'guardrailConfig' && isObject(value) && 'streamProcessingMode' in value) {
      const { streamProcessingMode, ...rest } = value
      apart(name, streamProcessingMode, rest)
    } else if (name === 'additionalModelResponseFieldPaths' && Array.isArray(value)) {
      // The same member is one level deeper in the last event of a stream.
      apart(
        name,
        value,
        value.map((path) => (typeof path === 'string' ? path.replace(/^\/delta(?=\/)/, '') : path)),
      )
    }
  }
  return { shared, own }
}

function normalise(body: Json | undefined, settings: FixtureSettings): Json | undefined {
  if (body === undefined) return undefined
  let result = body
  for (const path of settings.ignore) result = withoutPath(result, path)
  if (settings.normalise.length === 0) return result
  return mapStrings(result, (text) => {
    if (looksLikeMedia(text)) return text
    return settings.normalise.reduce((now, rule) => rule.replace(now), text)
  })
}

/** Whether a stored key and an incoming one are for the same request, apart from the model. */
export function sameRequest(stored: RequestKey, actual: RequestKey): boolean {
  return (
    stored.fingerprint === actual.fingerprint &&
    stored.group === actual.group &&
    sameJson(stored.members, actual.members) &&
    sameJson(stored.body, actual.body)
  )
}

/** Deep equality; a stored placeholder equals the media that it replaces. */
export function sameJson(stored: Json | undefined, actual: Json | undefined): boolean {
  if (stored === actual) return true
  if (typeof stored === 'string') {
    const media = parseMark(stored)
    return media !== undefined && typeof actual === 'string' && isMedia(media, actual)
  }
  if (Array.isArray(stored)) {
    return (
      Array.isArray(actual) &&
      stored.length === actual.length &&
      stored.every((item, at) => sameJson(item, actual[at]))
    )
  }
  if (!isObject(stored) || !isObject(actual)) return false
  const names = Object.keys(stored)
  if (names.length !== Object.keys(actual).length) return false
  for (const name of names) {
    if (!Object.hasOwn(actual, name) || !sameJson(stored[name], actual[name])) return false
  }
  return true
}

/** Used in file names: equal for every way to write the same request. */
export function digestOf({ group, sent, members, body, own }: RequestKey): string {
  return sha256(JSON.stringify(canonical({ group, sent, members, body: body ?? null, own })))
}

/** Sorts members by name and replaces media by their marks. */
function canonical(value: Json): Json {
  return mapStrings(canonicalOrder(value), (text) => {
    const media = parseMark(text)
    // The name of the media file is not part of the request.
    if (media?.file !== undefined) return text.slice(0, -media.file.length - 1)
    return markOf(text) ?? text
  })
}

/** Sorts members by name. */
export function canonicalOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(canonicalOrder)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((name) => [name, canonicalOrder(value[name] ?? null)]),
  )
}

// The fingerprint reads a bounded part of a body, so that a 50 KB prompt costs a few microseconds: member names
// in any order; lengths, ends and samples of texts; lengths and last elements of lists.

export function fingerprintOf(value: Json): number {
  if (typeof value === 'string') return hashEnds(value)
  if (typeof value === 'number') return mix(3, Math.trunc(value * 1009) | 0)
  if (typeof value === 'boolean') return value ? 11 : 12
  if (value === null) return 13
  if (Array.isArray(value)) {
    const last = value.at(-1)
    return mix(value.length + 17, last === undefined ? 0 : fingerprintOf(last))
  }
  let sum = 19
  for (const name in value) {
    const member = value[name]
    if (member !== undefined) sum = (sum + mix(hashText(name), fingerprintOf(member))) | 0
  }
  return sum
}

const END = 32
const SAMPLES = 32

function hashEnds(text: string): number {
  const media = parseMark(text)
  if (media !== undefined) return mix(23, media.prefix.length + media.length)
  if (looksLikeMedia(text)) return mix(23, text.length)
  const { length } = text
  if (length <= 2 * END + SAMPLES) return mix(29, hashText(text))
  let hash = mix(29, length)
  for (let at = 0; at < END; at++) {
    hash = mix(hash, text.charCodeAt(at))
    hash = mix(hash, text.charCodeAt(length - 1 - at))
  }
  // Prompts made from one template differ in the middle.
  const step = Math.floor(length / SAMPLES)
  for (let at = step >> 1; at < length; at += step) hash = mix(hash, text.charCodeAt(at))
  return hash
}

function hashText(text: string): number {
  let hash = 7
  for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at))
  return hash
}

function mix(a: number, b: number): number {
  return (Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b) ^ (a >>> 13)) | 0
}
