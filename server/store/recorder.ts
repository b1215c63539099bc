import type { Answer, Call } from '../bedrock/types.ts'
import { digestOf, redactParts, partsOf, makeKey } from './key.ts'
import { knowClientSecrets } from './redact.ts'
import { fileName } from './recording-name.ts'
import { RecordingFile } from './recording-file.ts'
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
  const files = new Map<string, RecordingFile>()
  const pending = new Set<Promise<void>>()
  let closed = false

  function keep(call: Call, answer: Answer): Answer {
    knowClientSecrets(call.http.headers)
    if (answer.kind !== 'arriving' || closed) return answer
    const transcript: Transcript = {
      status: answer.status,
      headers: answer.headers,
      startedAt: performance.now() - (Date.now() - call.receivedAt),
      chunks: [],
      atMs: [],
      bytes: 0,
      ended: 'left',
    }
    const file = fileOf(call)
    const place = file?.reserve()
    const finish = () => {
      if (file === undefined || place === undefined) return
      const work = save(call, transcript, file, place).finally(() => pending.delete(work))
      pending.add(work)
    }
    return { ...answer, chunks: tee(answer.chunks, transcript, finish) }
  }

  function fileOf(call: Call): RecordingFile | undefined {
    try {
      const settings = options.settings()
      const parts = redactParts(partsOf(call), settings)
      const digest = digestOf(makeKey(parts, settings))
      const id = `${call.operation.name} ${digest}`
      let file = files.get(id)
      if (file === undefined) {
        const path = options.existing?.(call) ?? fileName(options.folder, call, parts, digest)
        file = new RecordingFile(path, options.refresh)
        files.set(id, file)
      }
      return file
    } catch (thrown) {
      options.log('warn', `not recorded: ${reasonOf(thrown)}`, call)
      return undefined
    }
  }

  async function save(
    call: Call,
    transcript: Transcript,
    file: RecordingFile,
    place: number,
  ): Promise<void> {
    try {
      const verdict = judge(transcript, call, options.recordErrors === true)
      if (!verdict.save) {
        file.release(place)
        if (verdict.why !== undefined)
          options.log(verdict.level, `not recorded: ${verdict.why}`, call)
        return
      }
      const response = responseOf(transcript, verdict.frames, options.settings())
      await file.add(place, call, response, options.settings())
      options.saved?.(file.path)
    } catch (thrown) {
      file.release(place)
      options.log(
        'error',
        `not recorded: ${file.path} cannot be written: ${reasonOf(thrown)}`,
        call,
      )
    }
  }

  return {
    keep,
    async close() {
      closed = true
      while (pending.size > 0) await Promise.all(pending)
      endRun([...files.values()].map(({ path }) => path))
    },
  }
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
