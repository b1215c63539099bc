import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { changeAt, mapStrings } from './json-paths.ts'
import { looksLikeMedia } from './media.ts'
import type { FixtureSettings, Replacement } from './settings-file.ts'
import type { Headers } from '../aws/headers.ts'

// The only way to disk, journal and log. Closed by default: headers that are not listed do not pass.

const STORED_HEADERS =
  /^(?:content-type|content-language|accept|x-amzn-errortype|x-amzn-bedrock-(?!request-metadata).*)$/i
const SHOWN_HEADERS = /^(?:x-amzn-requestid|content-length|user-agent)$/i

const PATTERNS: readonly Replacement[] = [
  // First: the others would replace a part of these.
  { pattern: /(X-Amz-(?:Security-Token|Signature|Credential)=)[^&\s"']+/gi, by: '$1[redacted]' },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, by: '[access key id]' },
  { pattern: /\bABSK[A-Za-z0-9+/_-]{20,}={0,2}/g, by: '[Bedrock API key]' },
  { pattern: /\bbedrock-api-key-[A-Za-z0-9+/_=-]{20,}/g, by: '[Bedrock API key]' },
  {
    pattern: /\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|FQoDYXdz)[A-Za-z0-9+/=%]{40,}/g,
    by: '[session token]',
  },
  {
    pattern:
      /((?:[Ss]ecret|SECRET)_?(?:[Aa]ccess|ACCESS)?_?(?:[Kk]ey|KEY)["']?\s*[:=]\s*["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g,
    by: '$1[secret access key]',
  },
  { pattern: /\b(Credential=)[^/,\s"']+(?=\/\d{8}\/)/g, by: '$1[access key id]' },
  { pattern: /\b(Signature=)[0-9a-f]{64}\b/g, by: '$1[signature]' },
  { pattern: /\b([Bb]earer\s+)[A-Za-z0-9._~+/-]{20,}=*/g, by: '$1[key]' },
  { pattern: /(x-amz-security-token["']?\s*:\s*["']?)[^\s"',]{20,}/gi, by: '$1[session token]' },
  {
    pattern:
      /\b(arn:aws[a-z-]*:(?:iam|sts)::(?!123456789012)\d{12}:(?:user|assumed-role|federated-user)\/)[^\s"'<>,;)\]}]+/g,
    by: '$1redacted',
  },
  { pattern: /\b(arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:)\d{12}(?=[:/])/g, by: '$1123456789012' },
]

/**
 * Members whose text is nobody's words: changing them would break what they prove or name. The ARN of a guardrail is
 * part of its trace, which replays as it was; a rule of settings.yaml hides it where its account must not be seen.
 */
const UNTOUCHED =
  /^(?:signature|redactedContent|data|bytes|toolUseId|tool_use_id|id|p|thoughtSignature|encrypted_content|guardrailArn)$/
/** Members that are secrets whatever they look like. */
const SECRET_MEMBERS =
  /^(?:aws_?)?(?:secret_?access_?key|session_?token)$|^(?:authorization|x-amz-security-token)$/i

// What this process sends and receives as credentials; looked for wherever it may have been echoed. All servers of a
// process share them: they have one environment and one output, and what is one's secret is nobody else's text.
const own = new Set<string>()
const clients = new Set<string>()
const MIN_SECRET = 12
const MAX_SECRETS = 200

/** Remembers a credential of the server's own, so that nothing written holds it. */
export function knowSecret(value: string): void {
  know(value, own)
}

/** A flood of clients' keys pushes out older ones of clients, never the server's own. */
function know(value: string, secrets: Set<string>): void {
  if (value.length < MIN_SECRET) return
  secrets.delete(value)
  secrets.add(value)
  if (secrets.size > MAX_SECRETS) for (const oldest of secrets) return void secrets.delete(oldest)
}

const KNOWN = [own, clients] as const
const known = (): string[] => [...own, ...clients]

/** Remembers what a client authenticates with. Its access key id names a session where it is not a real one. */
export function knowClientSecrets(headers: Headers): void {
  for (const [name, value] of headers) {
    const header = name.toLowerCase()
    if (header === 'x-amz-security-token') know(value, clients)
    if (header !== 'authorization') continue
    const token = /^Bearer\s+(\S+)/i.exec(value)?.[1]
    if (token !== undefined) know(token, clients)
  }
}

/** The same of a request's parsed headers. */
export function knowRequestSecrets(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): void {
  const { authorization, 'x-amz-security-token': session } = headers
  if (typeof session === 'string') know(session, clients)
  if (typeof authorization !== 'string' || authorization.startsWith('AWS4')) return
  const token = /^Bearer\s+(\S+)/i.exec(authorization)?.[1]
  if (token !== undefined) know(token, clients)
}

export function redactText(text: string, rules: readonly Replacement[] = []): string {
  let result = text
  for (const secrets of KNOWN)
    for (const secret of secrets)
      if (result.includes(secret)) result = result.replaceAll(secret, '[secret]')
  for (const { pattern, by } of PATTERNS) result = result.replace(pattern, by)
  for (const { pattern, by } of rules) result = result.replace(pattern, by)
  return result
}

/** A path and query without secrets. Most hide behind percent signs, where no pattern knows them. */
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

/** The secrets that a text holds, without what tells that they are some. */
export function secretsIn(text: string, rules: readonly Replacement[] = []): string[] {
  const found = known().filter((secret) => text.includes(secret))
  for (const { pattern, by } of [...PATTERNS, ...rules]) {
    for (const [whole, label = ''] of text.matchAll(pattern))
      found.push(by.startsWith('$1') ? whole.slice(label.length) : whole)
  }
  return found
}

/** A text without parts of secrets: what quotes a few words of a text may cut a secret that stands there. */
export function hideParts(text: string, hidden: readonly string[]): string {
  if (hidden.length === 0) return text
  return text.replace(PART, (part) =>
    hidden.some((secret) => secret.includes(part)) ? '[secret]' : part,
  )
}

const PART = /[A-Za-z0-9+/=_~-]{4,}/g

/** The headers that may be kept in a file; `shown` adds those that only a journal needs. */
export function redactHeaders(headers: Headers, shown = false): Headers {
  return headers
    .filter(([name]) => STORED_HEADERS.test(name) || (shown && SHOWN_HEADERS.test(name)))
    .map(([name, value]) => [name, redactText(value)])
}

/** A body without secrets: the value itself when it has none. */
export function redactJson(value: Json, settings: FixtureSettings): Json {
  let result = mapStrings(value, (text, name) => redactMember(text, name, settings.redact))
  for (const path of settings.redactPaths) {
    result = changeAt(result, path, (found) => (found === '[redacted]' ? found : '[redacted]'))
  }
  return result
}

function redactMember(text: string, name: string, rules: readonly Replacement[]): string {
  if (SECRET_MEMBERS.test(name)) return '[redacted]'
  if (UNTOUCHED.test(name) || looksLikeMedia(text)) return text
  return redactText(text, rules)
}

/**
 * The payloads of a stream without secrets. A text that came in pieces is looked at joined and cut back into its
 * pieces: no secret hides across two of them.
 */
export function redactStream(payloads: readonly Json[], settings: FixtureSettings): Json[] {
  const whole = payloads.map((payload) => redactJson(payload, settings))
  const texts = new Map<string, { at: number; path: string[]; text: string }[]>()
  for (const [at, payload] of whole.entries()) {
    const block = isObject(payload)
      ? JSON.stringify(payload['contentBlockIndex'] ?? payload['index'] ?? 0)
      : ''
    collect(payload, [], (path, text) => {
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

function collect(value: Json, path: string[], found: (path: string[], text: string) => void): void {
  if (typeof value === 'string') found(path, value)
  else if (Array.isArray(value))
    value.forEach((item, at) => collect(item, [...path, String(at)], found))
  else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      if (!UNTOUCHED.test(name)) collect(item, [...path, name], found)
    }
  }
}

/** Redacts pieces as the one text that they are. A replacement comes whole, with the piece in which its secret began. */
function redactPieces(pieces: readonly string[], rules: readonly Replacement[]): string[] {
  let text = pieces.join('')
  let end = 0
  let cuts = pieces.map((piece) => (end += piece.length))
  const credentials = known().map((secret) => ({
    pattern: new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'g'),
    by: '[secret]',
  }))
  for (const { pattern, by } of [...credentials, ...PATTERNS, ...rules]) {
    for (const match of [...text.matchAll(pattern)].toReversed()) {
      const from = match.index
      const to = from + match[0].length
      const replacement = by.replace('$1', match[1] ?? '')
      text = text.slice(0, from) + replacement + text.slice(to)
      cuts = cuts.map((cut) => {
        if (cut <= from) return cut
        return cut < to ? from + replacement.length : cut + replacement.length - (to - from)
      })
    }
  }
  return cuts.map((cut, nth) => text.slice(nth === 0 ? 0 : cuts[nth - 1], cut))
}
