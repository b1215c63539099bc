import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import type { Call } from '../bedrock/types.ts'
import { tee } from '../framing/tee.ts'
import { Background } from './background.ts'
import { isInside } from './inside.ts'
import { digestOf, makeKey, partsOf, redactParts } from './key.ts'
import type { KeyParts } from './key.ts'
import { knowClientSecrets } from '../redaction/redact.ts'
import { removeLeftovers } from './leftovers.ts'
import { fileName } from './recording-name.ts'
import { RecordingFile } from './recording-file.ts'
import type { Wrote } from './recording-file.ts'
import { parseRecording } from './recording.ts'
import { Run } from './recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { transcriber } from './transcribe.ts'
import { judge, responseOf } from './transcript.ts'
import type { Transcript } from './transcript.ts'
import type { Recorded, Answer } from '../bedrock/answer.ts'
import { messageOf } from '../error-message.ts'

export interface RecorderOptions {
  /** Where recordings go: `recorded/` in the last fixtures folder, or `--record-to`. */
  folder: string
  settings: () => FixtureSettings
  /** What this run writes answers nobody while it goes on. */
  run?: Run
  /** `--record-errors`: save also what says nothing about the request. */
  recordErrors?: boolean
  /** `--refresh`: what happens to answers of earlier runs. */
  refresh?: 'replace' | 'append' | undefined
  /** The file that holds this request already, wherever somebody moved it. */
  existing?(call: Call): string | undefined
  /** Told of every file once it is written. */
  wrote?: Wrote
}

export interface Recorder {
  /** Wraps an answer that is arriving; when it has come to its end and is worth it, it is saved. `recorded` tells. */
  keep(call: Call, answer: Answer): Answer
  /** Waits for everything that is being written, and ends the run. */
  close(): Promise<void>
}

/** Writes what passes by into files, without ever delaying the client. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new FileRecorder(options)
}

/** An answer that has ended, and who waits to hear what became of it. */
interface Ended {
  call: Call
  transcript: Transcript
  /** Answers of one request are kept in the order in which they were asked for, not in that of their ends. */
  place: number
  tell(outcome: Recorded): void
}

class FileRecorder implements Recorder {
  readonly #options: RecorderOptions
  readonly #run: Run
  readonly #files = new Map<string, RecordingFile>()
  readonly #paths = new Set<string>()
  /** The client has its last byte first, and other clients theirs: redacting and writing can wait. */
  readonly #background = new Background()
  readonly #startedAt = Date.now()
  #asked = 0
  #closed = false

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#run = options.run ?? new Run()
    removeLeftovers(options.folder)
  }

  keep(call: Call, answer: Answer): Answer {
    if (answer.kind !== 'arriving' || this.#closed) return answer
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
    let chunks = answer.chunks
    const recorded = new Promise<Recorded>((tell) => {
      const finish = () => {
        // A client that leaves ends the call upstream, which then looks broken.
        if (transcript.ended === 'broke' && call.gone.aborted) transcript.ended = 'left'
        this.#background.add(() => this.#take({ call, transcript, place, tell }))
      }
      chunks = tee(answer.chunks, transcriber(transcript, finish))
    })
    return { ...answer, chunks, recorded }
  }

  /** Judges an answer and hands it to the file of its request, which writes all that came for it in one go. */
  #take({ call, transcript, place, tell }: Ended): void {
    const { recordErrors = false, settings } = this.#options
    try {
      knowClientSecrets(call.http.headers)
      const verdict = judge(transcript, call, recordErrors)
      if (!verdict.save) return tell({ level: verdict.level, why: verdict.why })
      const file = this.#fileOf(call)
      const response = responseOf(transcript, verdict.frames, settings())
      const done = (trouble?: unknown) =>
        tell(trouble === undefined ? { file: file.path } : unwritten(file.path, trouble))
      if (file.take({ place, call, response, done })) this.#background.add(() => this.#write(file))
    } catch (thrown) {
      tell(unwritten('the recording', thrown))
    }
  }

  #write(file: RecordingFile): Promise<void> {
    return file.write(this.#options.settings(), this.#options.wrote)
  }

  #fileOf(call: Call): RecordingFile {
    const { settings, existing, refresh } = this.#options
    const parts = redactParts(partsOf(call), settings())
    const digest = digestOf(makeKey(parts, settings()))
    const id = `${call.operation.name} ${digest}`
    let file = this.#files.get(id)
    if (file === undefined) {
      const path = existing?.(call) ?? this.#freePath(call, parts, digest)
      this.#refuseOutside(path)
      file = new RecordingFile(path, refresh === 'append', this.#startedAt)
      this.#files.set(id, file)
      this.#paths.add(path)
      // What this run asks twice goes upstream twice.
      this.#run.mark(path)
    }
    return file
  }

  /** What is in another folder of fixtures was put there by its owner; through a link nothing leaves this one. */
  #refuseOutside(path: string): void {
    const { folder } = this.#options
    const isElsewhere = relative(resolve(folder), path).startsWith('..')
    if (isElsewhere || isInside(dirname(path), folder)) return
    throw new Error(`${dirname(path)} leads out of the folder ${folder} by a link`)
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
    await this.#background.done()
    this.#run.end(this.#paths)
  }
}

/** The digest of the request that a file holds; undefined where there is none. */
function digestIn(path: string, settings: FixtureSettings): string | undefined {
  if (!existsSync(path)) return undefined
  const { recording } = parseRecording(readFileSync(path, 'utf8'), path)
  return recording === undefined ? undefined : digestOf(makeKey(recording.parts, settings))
}

function unwritten(path: string, thrown: unknown): Recorded {
  return { level: 'error', why: `${path} cannot be written: ${reasonOf(thrown)}` }
}

function reasonOf(thrown: unknown): string {
  return messageOf(thrown)
}
