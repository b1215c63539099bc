import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { withoutMark } from '../text/text-file.ts'
import { readForeignYaml } from './yaml.ts'

/** Larger files are not read as a whole. */
export const MAX_BYTES = 64 * 1024 * 1024

const MAX_MB = MAX_BYTES / 1024 / 1024

/** One file, unpacked, and parsed on demand. Members throw one sentence if that is impossible. */
export interface ImportSource {
  path: string
  /** The name without `.gz`. */
  name: string
  bytes: Buffer
  readonly text: string
  /** JSON, or the documents of a YAML file. Empty if it is neither, by its name. */
  readonly documents: readonly unknown[]
  /** Reads a file that this one refers to, and notes it as used. Undefined if it does not exist. */
  readReferenced(path: string): Buffer | undefined
}

export function openSource(path: string, used: Set<string> = new Set()): ImportSource {
  return new FileSource(path, used)
}

class FileSource implements ImportSource {
  readonly path: string
  readonly name: string
  readonly bytes: Buffer
  readonly #used: Set<string>
  #text: string | undefined
  #documents: readonly unknown[] | undefined

  constructor(path: string, used: Set<string>) {
    this.path = path
    this.name = basename(path).replace(/\.gz$/i, '')
    this.bytes = readWhole(path)
    this.#used = used
  }

  get text(): string {
    return (this.#text ??= withoutMark(this.bytes.toString()))
  }

  get documents(): readonly unknown[] {
    return (this.#documents ??= documentsOf(this))
  }

  readReferenced(path: string): Buffer | undefined {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined
    this.#used.add(path)
    return readWhole(path)
  }
}

/** The bytes of a file, decompressed if they are gzip, regardless of its name. */
function readWhole(path: string): Buffer {
  const { size } = statSync(path)
  if (size > MAX_BYTES) throw new RangeError(tooLarge(size))
  const bytes = readFileSync(path)
  if (!isGzip(bytes)) return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES })
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new RangeError(tooLarge(), { cause: thrown })
    throw new Error(`the gzip data is damaged or cut off`, { cause: thrown })
  }
}

export const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const tooLarge = (size?: number) =>
  `larger than ${MAX_MB} MB${size === undefined ? ' when unpacked' : ` (${Math.round(size / 1024 / 1024)} MB)`}; split the file`

const JSON_NAME = /\.(?:json|har)$/i
const YAML_NAME = /\.ya?ml$/i

function documentsOf({ name, text }: ImportSource): readonly unknown[] {
  if (YAML_NAME.test(name)) return readForeignYaml(text)
  const isJson = JSON_NAME.test(name)
  if (!isJson && !/^\s*[[{]/.test(text.slice(0, 1000))) return []
  try {
    return [JSON.parse(text)]
  } catch (thrown) {
    // Files with one object per line have their own reader.
    if (!isJson || /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text)) return []
    throw new SyntaxError(`not valid JSON: ${jsonReason(thrown, text)}`, { cause: thrown })
  }
}

/** Without the quotation of the file that newer versions of Node add. */
function jsonReason(thrown: unknown, text: string): string {
  const { message } = thrown as Error
  const at = Number(/at position (\d+)/.exec(message)?.[1] ?? 0)
  return /^(?:Unexpected end|Unterminated)/.test(message) || at >= text.trimEnd().length
    ? 'it is cut off'
    : message.replace(/,? *(?:\.\.\.)?"[^]*" is not valid JSON$/, '')
}
