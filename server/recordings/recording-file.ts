import { existsSync, readFileSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { withoutSigner } from '../aws/signer-in-query.ts'
import type { Call } from '../bedrock/types.ts'
import type { Json, JsonObject } from '../json.ts'
import { withFileLock } from './file-lock.ts'
import { canonicalOrder, partsOf, redactParts } from './key.ts'
import type { KeyParts } from './key.ts'
import { moveMedia } from './recorded-response.ts'
import type { MediaFiles, RecordedResponse } from './recorded-response.ts'
import { parseRecording } from './recording.ts'
import { redactHeaders, redactText, redactUrl } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import type { StartOfRun } from './start-of-run.ts'
import { writeRecording } from './write-recording.ts'
import type { RecordingHead } from './write-recording.ts'
import { createWhole, writeWhole } from './write-whole.ts'
import type { Headers } from '../aws/headers.ts'

/** An answer that is waiting to be written. */
export interface PendingAnswer {
  /** Its position in the order of the calls. */
  place: number
  call: Call
  /** The request without secrets, if it has been read already. */
  parts?: KeyParts
  response: RecordedResponse
  /** What is known about the call, if it was not made by this server. */
  recorded?: RecordingHead['recorded']
  /** Called when it has been written, or with the reason why not. */
  done(trouble?: unknown): void
}

/** The result of a write, for readers of recordings: the first document, and the file's stamp. */
export type Wrote = (path: string, head: JsonObject, stats: Stats) => void

/** Writes a file; undefined if another server was first. */
type Write = (path: string, text: string) => Promise<Stats | undefined>

/** The file of one request in one run, with its answers in the order of the calls. */
export class RecordingFile {
  readonly path: string
  readonly #append: boolean
  readonly #start: StartOfRun
  /** Whether there was no such file when this was created, and none has been written since. */
  #isNew: boolean
  /** The position of each answer in the file; answers of earlier runs come first. */
  #places: number[] = []
  #waiting: PendingAnswer[] = []
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, append: boolean, start: StartOfRun, isNew = false) {
    this.path = path
    this.#isNew = isNew
    this.#append = append
    this.#start = start
  }

  /** Queues an answer; false if a write is already pending. */
  take(kept: PendingAnswer): boolean {
    return this.#waiting.push(kept) === 1
  }

  /** Rewrites the file with the pending answers. Only one write runs at a time, and concurrent answers share it. */
  write(settings: FixtureSettings, wrote?: Wrote): Promise<void> {
    return (this.#writing = this.#writing.then(() => this.#write(settings, wrote)))
  }

  async #write(settings: FixtureSettings, wrote: Wrote | undefined): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = []
    let trouble: unknown
    try {
      await this.#put(waiting, settings, wrote)
    } catch (thrown) {
      trouble = thrown
    }
    for (const { done } of waiting) done(trouble)
  }

  /** Another server may create the file in between, or its owner may delete it. */
  async #put(
    waiting: readonly PendingAnswer[],
    settings: FixtureSettings,
    wrote?: Wrote,
  ): Promise<void> {
    let stored = this.#isNew && (await this.#add(waiting, settings, createWhole, wrote))
    this.#isNew = false
    while (!stored)
      stored = existsSync(this.path)
        ? await withFileLock(
            this.path,
            async () => existsSync(this.path) && this.#add(waiting, settings, writeWhole, wrote),
          )
        : await this.#add(waiting, settings, createWhole, wrote)
  }

  async #add(
    waiting: readonly PendingAnswer[],
    settings: FixtureSettings,
    write: Write,
    wrote?: Wrote,
  ): Promise<boolean> {
    const last = waiting.at(-1)
    if (last === undefined) return true
    // Nothing is cached: answers in the file that are not ours are from an earlier run.
    const keeps = !this.#isNew && (this.#append || this.#places.length > 0 || this.#isShared())
    const before = keeps ? answersIn(this.path) : []
    const earlier = Math.max(0, before.length - this.#places.length)
    const placed = before.map((response, at) => ({
      place: this.#places[at - earlier] ?? -1,
      response,
    }))
    // The sort is stable: answers of earlier runs keep their order.
    const all = [...placed, ...waiting].toSorted((a, b) => a.place - b.place)
    const responses = all.map(({ response }) => response)
    if (!(await this.#save(responses, last, settings, write, wrote))) return false
    this.#places = all.flatMap(({ place }) => (place < 0 ? [] : [place]))
    return true
  }

  /** Whether another server has written to the file since this one started. */
  #isShared(): boolean {
    const stats = statSync(this.path, { throwIfNoEntry: false })
    return stats !== undefined && this.#start.isLater(this.path, stats)
  }

  async #save(
    answers: readonly RecordedResponse[],
    { call, parts, recorded }: PendingAnswer,
    settings: FixtureSettings,
    write: Write,
    wrote: Wrote | undefined,
  ): Promise<boolean> {
    const files: MediaFiles = new Map()
    const media = { stem: basename(this.path).replace(/\.ya?ml$/, ''), files }
    const head = {
      request: requestOf(call, parts ?? redactParts(partsOf(call), settings), media),
      recorded: recorded ?? {
        at: new Date(call.receivedAt).toISOString(),
        region: call.region,
        latencyMs: answers.at(-1)?.latencyMs ?? 0,
      },
    }
    const text = writeRecording(head, answers, media)
    for (const [name, bytes] of files) {
      const path = join(dirname(this.path), name)
      if (!existsSync(path)) await writeWhole(path, bytes)
    }
    const stats = await write(this.path, text)
    if (stats === undefined) return false
    wrote?.(this.path, head, stats)
    return true
  }
}

function answersIn(path: string): readonly RecordedResponse[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  return parseRecording(text, path, () => text).recording?.responses() ?? []
}

function requestOf(
  call: Call,
  parts: KeyParts,
  media: { stem: string; files: MediaFiles },
): JsonObject {
  const plain = partsOf(call)
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
    path: redactUrl(withoutSigner(call.http.url)),
    ...(headers.length > 0 && { headers: headersToJson(headers) }),
    ...((body !== plain.body || parts.members !== plain.members || parts.model !== plain.model) && {
      redacted: true,
    }),
    ...(typeof body === 'string'
      ? { text: body }
      : body === undefined
        ? {}
        : { body: moveMedia(canonicalOrder(stripped(body)), media) }),
  }
}

/** Headers that vary between calls without effect would make every new recording a diff. */
function stripped(body: Json): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { requestMetadata: _who, clientRequestToken: _token, ...rest } = body
  return rest
}

function headersToJson(headers: Headers): JsonObject {
  return Object.fromEntries(headers.map(([name, value]) => [name, value]))
}
