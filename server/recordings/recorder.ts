import { dirname, resolve } from 'node:path'
import type { Call } from '../bedrock/types.ts'
import { Background } from './background.ts'
import { isInside } from './inside.ts'
import { digestOf, makeKey, partsOf, redactParts } from './key.ts'
import type { KeyParts } from './key.ts'
import { knowClientSecrets } from '../redaction/redact.ts'
import { removeLeftovers } from './leftovers.ts'
import { freePath } from './free-path.ts'
import { RecordingFile } from './recording-file.ts'
import type { Wrote } from './recording-file.ts'
import { RecordingRun } from './recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { startOfRun } from './start-of-run.ts'
import type { StartOfRun } from './start-of-run.ts'
import { pathFrom } from '../fixtures/folder.ts'
import { captured } from './transcribe.ts'
import { judgeTranscript, responseOf } from './transcript.ts'
import type { Transcript } from './transcript.ts'
import type { Recorded, Answer } from '../bedrock/answer.ts'
import { whyUnwritable } from './unwritable.ts'

export interface RecorderOptions {
  /** The folder for recordings: `recorded/` in the last fixtures folder, or `--record-to`. */
  folder: string
  settings: () => FixtureSettings
  /** Files written by this run are not used as answers while it lasts. */
  run?: RecordingRun
  /** `--record-errors`: also save errors that do not depend on the request. */
  recordErrors?: boolean
  /** `--refresh`: what to do with answers of earlier runs. */
  refresh?: 'replace' | 'append' | undefined
  /** The existing file for this request, even if it was moved. */
  existing?(call: Call): string | undefined
  /** Called for every written file. */
  wrote?: Wrote
}

export interface Recorder {
  /** The position of the next call. Answers to one request are stored in the order of the calls. */
  nextPlace(): number
  /** Wraps an arriving answer and saves it once it is complete and worth saving. `recorded` receives the result. */
  keep(call: Call, answer: Answer, place?: number): Answer
  /** Waits for pending writes and ends the run. */
  close(): Promise<void>
}

/** Saves passing answers to files without delaying the client. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new FileRecorder(options)
}

/** A complete answer, and its callback. */
interface Ended {
  call: Call
  transcript: Transcript
  place: number
  tell(outcome: Recorded): void
}

class FileRecorder implements Recorder {
  readonly #options: RecorderOptions
  readonly #run: RecordingRun
  readonly #files = new Map<string, RecordingFile>()
  readonly #paths = new Set<string>()
  /** The client already has its last byte. Redacting and writing yield to other clients. */
  readonly #background = new Background()
  readonly #start: StartOfRun
  #requests = 0
  #closed = false

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#run = options.run ?? new RecordingRun()
    removeLeftovers(options.folder)
    this.#start = startOfRun(options.folder)
  }

  nextPlace(): number {
    return this.#requests++
  }

  keep(call: Call, answer: Answer, place = this.nextPlace()): Answer {
    if (answer.kind !== 'arriving' || this.#closed) return answer
    let { chunks } = answer
    const recorded = new Promise<Recorded>((tell) => {
      chunks = captured(call, answer, (transcript) =>
        this.#background.add(() => this.#take({ call, transcript, place, tell })),
      )
    })
    return { ...answer, chunks, recorded }
  }

  /** Judges an answer and passes it to the file of its request, which writes all pending answers at once. */
  #take({ call, transcript, place, tell }: Ended): void {
    const { recordErrors = false, settings } = this.#options
    try {
      knowClientSecrets(call.http.headers)
      const verdict = judgeTranscript(transcript, call, recordErrors)
      if (!verdict.save) return tell({ level: verdict.level, why: verdict.why })
      const parts = redactParts(partsOf(call), settings())
      const file = this.#fileOf(call, parts)
      const response = responseOf(transcript, verdict.frames, settings())
      const done = (trouble?: unknown) =>
        tell(trouble === undefined ? { file: file.path } : unwritten(file.path, trouble))
      if (file.take({ place, call, parts, response, done }))
        this.#background.add(() => this.#write(file))
    } catch (thrown) {
      tell(unwritten('the recording', thrown))
    }
  }

  #write(file: RecordingFile): Promise<void> {
    return file.write(this.#options.settings(), this.#options.wrote)
  }

  #fileOf(call: Call, parts: KeyParts): RecordingFile {
    const { settings, existing, refresh } = this.#options
    const digest = digestOf(makeKey(parts, settings()))
    const id = `${call.operation.name} ${digest}`
    let file = this.#files.get(id)
    if (file === undefined) {
      const known = existing?.(call)
      const { path, isNew } =
        known === undefined
          ? freePath(
              { folder: this.#options.folder, call, parts, digest, settings: settings() },
              this.#paths,
            )
          : { path: known, isNew: false }
      this.#refuseOutside(path)
      file = new RecordingFile(path, refresh === 'append', this.#start, isNew)
      this.#files.set(id, file)
      this.#paths.add(path)
      // A repeated request within this run goes upstream again.
      this.#run.mark(path)
    }
    return file
  }

  /** Recordings in another fixtures folder belong to its owner. Links may not lead out of this folder. */
  #refuseOutside(path: string): void {
    const { folder } = this.#options
    const isElsewhere = pathFrom(resolve(folder), path).startsWith('..')
    if (isElsewhere || isInside(dirname(path), folder)) return
    throw new Error(`${dirname(path)} leaves the folder ${folder} through a link`)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#background.done()
    this.#run.end(this.#paths)
  }
}

function unwritten(path: string, thrown: unknown): Recorded {
  return { level: 'error', why: `${path} cannot be written: ${whyUnwritable(thrown)}` }
}
