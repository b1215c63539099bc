import { resolve } from 'node:path'
import type { Call } from '../bedrock/types.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { KeyParts } from './key.ts'

/** `recorded/converse/amazon.nova-micro-v1_0/describe-the-purpose-of-3f9a1c.yaml`: the content, never the time. */
export function fileName(
  folder: string,
  { operation }: Call,
  parts: KeyParts,
  digest: string,
  hex = 6,
): string {
  const model = parts.model === '' ? [] : [safe(parts.model)]
  return resolve(
    folder,
    kebab(operation.name),
    ...model,
    `${slugOf(parts)}-${digest.slice(0, hex)}.yaml`,
  )
}

function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

/** A valid folder name on every system. */
function safe(name: string): string {
  const plain = name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 100)
  const folder = plain.replace(/\.+$/, '')
  if (folder === '') return 'model'
  return DEVICE.test(folder) ? `_${folder}` : folder
}

/** Device names reserved by Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

const WORDS = 5
const MAX_LENGTH = 48

/** The first words of the last prompt. The parts are redacted, so names contain no secrets. */
function slugOf(parts: KeyParts): string {
  const slug = slugIn(lastPrompt(parts))
  return slug === '' ? (parts.body === undefined ? 'all' : 'request') : slug
}

/** The text of the last prompt; empty if there is none. */
export function lastPrompt({ body, members }: Pick<KeyParts, 'body' | 'members'>): string {
  return body === undefined ? textOfMembers(members) : lastText(body)
}

/** The first words of a text for use in a file name; empty if it has none. */
export function slugIn(text: string): string {
  const words = text
    .slice(0, 400)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return (words ?? []).slice(0, WORDS).join('-').slice(0, MAX_LENGTH).replace(/-+$/, '')
}

/** For a request without a body: its path and query except for the model, which names the folder. */
function textOfMembers(members: JsonObject): string {
  const values = Object.entries(members).filter(([name]) => name !== 'modelId' && name !== 'accept')
  return values.map(([, value]) => (typeof value === 'string' ? value : '')).join(' ')
}

const TEXTS = [
  'prompt',
  'inputText',
  'text',
  'query',
  'message',
  'texts',
  'input',
  'textToImageParams',
  'content',
  'inputs',
]

/** The last user text, wherever the model family's body puts it. */
function lastText(body: Json): string {
  if (typeof body === 'string') return body
  if (Array.isArray(body)) {
    for (const item of body.toReversed()) {
      const text = lastText(item)
      if (text !== '') return text
    }
    return ''
  }
  if (!isObject(body)) return ''
  const messages = body['messages']
  if (Array.isArray(messages)) {
    for (const message of messages.toReversed()) {
      const text = isObject(message) ? lastText(message['content'] ?? '') : ''
      if (text !== '') return text
    }
  }
  for (const name of TEXTS) {
    const text = lastText(body[name] ?? '')
    if (text !== '') return text
  }
  return ''
}
