import { existsSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { Answer, Call } from '../bedrock/types.ts'
import { digestOf, makeKey, partsOf, redactParts } from './key.ts'
import type { KeyParts } from './key.ts'
import { knowClientSecrets } from './redact.ts'
import { fileName } from './recording-name.ts'
import { RecordingFile } from './recording-file.ts'
import { parseRecording } from './recording.ts'
import { endRun } from './run.ts'
import type { FixtureSettings } from './settings-file.ts'
import { judge, responseOf } from './transcript.ts'
import type { Transcript } from './transcript.ts'

export interface RecorderOptions {
  /** Where recordings go: `recorded/` in the last fixtures folder, or `--record-to`. */
  folder: string
  settings: () => FixtureSettings
  /** `--record-errors`: save also what says nothing about the request. */
  recordErrors?: boolean
  /** `--refresh`: what happens to answers of earlier runs. */
  refresh?: 'replace' | 'append' | undefined
  /** The file that holds this request already, wherever somebody moved it. */
  existing?(call: Call): string | undefined
  log(level: 'info' | 'warn' | 'error', message: string, call: Call): void
  /** Told of every file once it is written. */
  saved?(file: string): void
}

export interface Recorder {
  /** Wraps an answer that is arriving; it is saved when it has come to its end, if it is worth saving. */
  keep(call: Call, answer: Answer): Answer
  /** Waits for everything that is being written, and ends the run. */
  close(): Promise<void>
}

/** More than this is passed on, but not held in memory to be saved. */
const MOST_BYTES = 64 * 1024 * 1024

/** Writes what passes by into files, without ever delaying the client. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new FileRecorder(options)
}

class FileRecorder implements Recorder {
  readonly #options: RecorderOptions
  readonly #files = new Map<string, RecordingFile>()
  readonly #paths = new Set<string>()
  readonly #pending = new Set<Promise<void>>()
  #asked = 0
  #closed = false

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  keep(call: Call, answer: Answer): Answer {
    if (answer.kind !== 'arriving' || this.#closed) return answer
    // Answers of one request are kept in the order in which they were asked for, not in that of their ends.
    const place = this.#asked++
    const transcript: Transcript = {
      status: answer.status,
      headers: answer.headers,
      startedAt: performance.now() - (Date.now() - call.receivedAt),
      chunks: [],
      atMs: [],
      bytes: 0,
      ended: 'left',
    }
    const finish = () => {
      // The client has its last byte first: redacting and writing can wait for it.
      const work = setImmediate()
        .then(() => this.#save(call, transcript, place))
        .finally(() => this.#pending.delete(work))
      this.#pending.add(work)
    }
    return { ...answer, chunks: tee(answer.chunks, transcript, finish) }
  }

  async #save(call: Call, transcript: Transcript, place: number): Promise<void> {
    const { recordErrors = false, settings, log, saved } = this.#options
    let path = 'the recording'
    try {
      knowClientSecrets(call.http.headers)
      const verdict = judge(transcript, call, recordErrors)
      if (!verdict.save) {
        if (verdict.why !== undefined) log(verdict.level, `not recorded: ${verdict.why}`, call)
        return
      }
      const file = this.#fileOf(call)
      path = file.path
      await file.add(place, call, responseOf(transcript, verdict.frames, settings()), settings())
      saved?.(path)
    } catch (thrown) {
      log('error', `not recorded: ${path} cannot be written: ${reasonOf(thrown)}`, call)
    }
  }

  #fileOf(call: Call): RecordingFile {
    const { settings, existing, refresh } = this.#options
    const parts = redactParts(partsOf(call), settings())
    const digest = digestOf(makeKey(parts, settings()))
    const id = `${call.operation.name} ${digest}`
    let file = this.#files.get(id)
    if (file === undefined) {
      const path = existing?.(call) ?? this.#freePath(call, parts, digest)
      file = new RecordingFile(path, refresh === 'append')
      this.#files.set(id, file)
      this.#paths.add(path)
    }
    return file
  }

  /** A name that no other request has: among thousands of requests six digits of a digest do meet. */
  #freePath(call: Call, parts: KeyParts, digest: string): string {
    const { folder, settings } = this.#options
    const short = fileName(folder, call, parts, digest)
    const taken = this.#paths.has(short)
    const other = taken ? undefined : digestIn(short, settings())
    return !taken && (other === undefined || other === digest)
      ? short
      : fileName(folder, call, parts, digest, 16)
  }

  async close(): Promise<void> {
    this.#closed = true
    while (this.#pending.size > 0) await Promise.all(this.#pending)
    endRun(this.#paths)
  }
}

/** The digest of the request that a file holds; undefined where there is none. */
function digestIn(path: string, settings: FixtureSettings): string | undefined {
  if (!existsSync(path)) return undefined
  const { recording } = parseRecording(readFileSync(path, 'utf8'), path)
  return recording === undefined ? undefined : digestOf(makeKey(recording.parts, settings))
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Hands every chunk on at once and remembers it. */
async function* tee(
  chunks: AsyncIterable<Buffer>,
  transcript: Transcript,
  finish: () => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunks) {
      transcript.bytes += chunk.length
      if (transcript.bytes <= MOST_BYTES) {
        transcript.chunks.push(chunk)
        transcript.atMs.push(performance.now() - transcript.startedAt)
      } else transcript.chunks.length = 0
      yield chunk
    }
    transcript.ended = transcript.bytes <= MOST_BYTES ? 'complete' : 'too large'
  } catch (thrown) {
    transcript.ended = 'broke'
    throw thrown
  } finally {
    finish()
  }
}
