import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Call, Headers } from '../bedrock/types.ts'
import type { Json, JsonObject } from '../json.ts'
import { canonicalOrder, partsOf, redactParts } from './key.ts'
import { moveMedia } from './recorded-response.ts'
import type { MediaFiles, RecordedResponse } from './recorded-response.ts'
import { parseRecording } from './recording.ts'
import { redactHeaders, redactText } from './redact.ts'
import { markWritten } from './run.ts'
import type { FixtureSettings } from './settings-file.ts'
import { writeRecording } from './write-recording.ts'

/** The file of one request in one run: its answers in the order in which they were asked for. */
export class RecordingFile {
  readonly path: string
  readonly #append: boolean
  /** Where each answer in the file stands in that order; those of earlier runs come before all. */
  #places: number[] = []
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, append: boolean) {
    this.path = path
    this.#append = append
    // What this run asks twice goes upstream twice.
    markWritten(path)
  }

  /** Writes the file anew with one answer more. One write at a time; concurrent answers share the file. */
  add(
    place: number,
    call: Call,
    response: RecordedResponse,
    settings: FixtureSettings,
  ): Promise<void> {
    const write = this.#writing.then(() => this.#write(place, call, response, settings))
    this.#writing = write.catch(() => undefined)
    return write
  }

  async #write(
    place: number,
    call: Call,
    response: RecordedResponse,
    settings: FixtureSettings,
  ): Promise<void> {
    const answers = this.#append || this.#places.length > 0 ? [...answersIn(this.path)] : []
    // Nothing is kept in memory: what stands in the file and is not ours is an earlier run's.
    const earlier = Math.max(0, answers.length - this.#places.length)
    const places = [...Array.from({ length: earlier }, () => -1), ...this.#places].slice(
      0,
      answers.length,
    )
    const at = places.findLastIndex((other) => other < place) + 1
    answers.splice(at, 0, response)
    await this.#save(answers, call, settings)
    this.#places = places.toSpliced(at, 0, place).filter((other) => other >= 0)
  }

  async #save(
    answers: readonly RecordedResponse[],
    call: Call,
    settings: FixtureSettings,
  ): Promise<void> {
    const files: MediaFiles = new Map()
    const media = { stem: basename(this.path).replace(/\.ya?ml$/, ''), files }
    const head = {
      request: requestOf(call, settings, media),
      recorded: {
        at: new Date(call.receivedAt).toISOString(),
        region: call.region,
        latencyMs: answers.at(-1)?.latencyMs ?? 0,
      },
    }
    const text = writeRecording(head, answers, media)
    await mkdir(dirname(this.path), { recursive: true })
    for (const [name, bytes] of files) {
      const path = join(dirname(this.path), name)
      if (!existsSync(path)) await writeWhole(path, bytes)
    }
    await writeWhole(this.path, text)
  }
}

function answersIn(path: string): readonly RecordedResponse[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  return parseRecording(text, path, () => text).recording?.responses() ?? []
}

function requestOf(
  call: Call,
  settings: FixtureSettings,
  media: { stem: string; files: MediaFiles },
): JsonObject {
  const asked = partsOf(call)
  const parts = redactParts(asked, settings)
  const sent = call.input['modelId'] === undefined ? '' : call.model().sent
  const headers = redactHeaders(call.http.headers)
  const model = redactText(sent)
  const { body } = parts
  return {
    operation: call.operation.name,
    ...(model !== '' && { model }),
    ...(parts.model !== model && parts.model !== '' && { resource: parts.model }),
    ...(parts.foundation !== undefined &&
      parts.foundation !== model && { foundation: parts.foundation }),
    path: redactPath(call.http.url),
    ...(headers.length > 0 && { headers: headersToJson(headers) }),
    ...((body !== asked.body || parts.members !== asked.members) && { redacted: true }),
    ...(typeof body === 'string'
      ? { text: body }
      : body === undefined
        ? {}
        : { body: moveMedia(canonicalOrder(stripped(body)), media) }),
  }
}

/** What differs from call to call and changes nothing would make every new recording a diff. */
function stripped(body: Json): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { requestMetadata: _who, clientRequestToken: _token, ...rest } = body
  return rest
}

function headersToJson(headers: Headers): JsonObject {
  return Object.fromEntries(headers.map(([name, value]) => [name, value]))
}

/** The path as sent; a segment with a secret or an account id is redacted in its plain form. */
function redactPath(url: string): string {
  return url
    .split(/(?<=[/?&=])/)
    .map((part) => {
      const end = /[/?&=]$/.exec(part)?.[0] ?? ''
      const plain = decode(part.slice(0, part.length - end.length))
      const redacted = redactText(plain)
      return redacted === plain ? part : encodeURIComponent(redacted) + end
    })
    .join('')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

let nth = 0

/** Written whole or not at all: a temporary name, synced, renamed. */
async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${nth++}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw thrown
  }
}
