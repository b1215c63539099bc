import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JsonObject } from '../json.ts'
import { displayPath } from '../fixtures/folder.ts'
import { given } from '../json-fields.ts'
import { freePath } from '../recordings/free-path.ts'
import { isInside } from '../recordings/inside.ts'
import { partsOf, redactParts } from '../recordings/key.ts'
import { RecordingFile } from '../recordings/recording-file.ts'
import { startOfRun } from '../recordings/start-of-run.ts'
import type { StartOfRun } from '../recordings/start-of-run.ts'
import { yamlOf } from '../recordings/yaml.ts'
import { writeWhole } from '../recordings/write-whole.ts'
import { redactJson, redactText } from '../redaction/redact.ts'
import { messageOf } from '../text/error-message.ts'
import type { ImportedRule } from './exchange.ts'
import type { FilePlan } from './file-plan.ts'
import { digestOfRule } from './owners.ts'
import { readFile } from './read-file.ts'
import type { ReadContext } from './read-file.ts'
import { take } from './take.ts'
import type { TakenExchange, Taking } from './take.ts'

export interface Writing {
  /** The folder for the recordings. */
  folder: string
  taking: Taking
  reading: ReadContext
  progress(done: number, path: string): void
}

/** What was written, and what could not be. */
export interface WriteResult {
  recordings: number
  rules: number
  failed: string[]
}

/** What all files of an import share. */
interface Run {
  paths: Set<string>
  start: StartOfRun
  /** Recordings with answers in several files, of which some are still to be read. */
  unfinished: Map<string, RecordingFile>
  /** These hold no more answers than that in memory. */
  held: number
}

/** Answers that wait to be written. */
const MAX_WAITING = 100

/** Reads the planned files again and writes what was decided. Each file appears whole, under its final name. */
export async function writeImport(
  files: readonly FilePlan[],
  writing: Writing,
): Promise<WriteResult> {
  const written: WriteResult = { recordings: 0, rules: 0, failed: [] }
  const chosen = files.filter(({ outcomes }) => outcomes.includes('taken'))
  const start = startOfRun(writing.folder)
  const run: Run = { paths: new Set(), start, unfinished: new Map(), held: 0 }
  for (const [at, file] of chosen.entries()) {
    writing.progress(at, file.path)
    const writer = new FileWriter(file, writing, written, run)
    await writer.write()
  }
  // A file may have changed since it was planned.
  await writeAll(run.unfinished.values(), writing)
  return written
}

/** Each write waits for the disk, so they wait together. */
async function writeAll(
  files: Iterable<RecordingFile>,
  { taking: { settings } }: Writing,
): Promise<void> {
  await Promise.all([...files].map((file) => file.write(settings)))
}

/** Writes what one source file holds. */
class FileWriter {
  readonly #file: FilePlan
  readonly #writing: Writing
  readonly #written: WriteResult
  readonly #run: Run
  readonly #byId = new Map<string, RecordingFile>()
  #waiting = new Set<RecordingFile>()

  constructor(file: FilePlan, writing: Writing, written: WriteResult, run: Run) {
    this.#file = file
    this.#writing = writing
    this.#written = written
    this.#run = run
  }

  async write(): Promise<void> {
    const { path, outcomes } = this.#file
    let at = 0
    try {
      for await (const item of readFile(path, this.#writing.reading).items) {
        if (outcomes[at] === 'taken') {
          if (item.kind === 'rule') await this.#rule(item.rule)
          else if (item.kind === 'exchange') this.#take(item.exchange, at)
          if (this.#waiting.size >= MAX_WAITING) await this.#flush()
          if (this.#run.held >= MAX_WAITING) await this.#release()
        }
        at += 1
      }
    } catch {
      // The plan has reported the problem after the last item.
    }
    await this.#flush()
  }

  #take(exchange: Parameters<typeof take>[0], at: number): void {
    const taken = take(exchange, this.#writing.taking)
    if ('why' in taken) return this.#fail(taken.why)
    const { call, response, id } = taken
    const shared = this.#file.places?.get(at)
    const { unfinished } = this.#run
    const file = this.#fileOf(taken, shared === undefined ? this.#byId : unfinished)
    if (file === undefined) return
    const done = (trouble?: unknown) => {
      if (trouble === undefined) this.#written.recordings += 1
      else this.#fail(messageOf(trouble))
    }
    const place = shared?.place ?? at
    file.take({ place, call, response, recorded: this.#originOf(taken), done })
    if (shared?.isLast === false) {
      this.#run.held += 1
      return
    }
    unfinished.delete(id)
    this.#waiting.add(file)
  }

  #fileOf(
    { call, id }: TakenExchange,
    files: Map<string, RecordingFile>,
  ): RecordingFile | undefined {
    const known = files.get(id)
    if (known !== undefined) return known
    const { folder, taking } = this.#writing
    const { settings } = taking
    const parts = redactParts(partsOf(call), settings)
    const digest = id.slice(id.indexOf(' ') + 1)
    const { path } = freePath({ folder, call, parts, digest, settings }, this.#run.paths)
    if (!isInside(dirname(path), folder)) {
      this.#fail(`${dirname(path)} leaves the folder ${folder} through a link`)
      return undefined
    }
    this.#run.paths.add(path)
    const file = new RecordingFile(path, false, this.#run.start)
    files.set(id, file)
    return file
  }

  #originOf({ at, region, response, lacks }: TakenExchange) {
    const { path, format = '' } = this.#file
    return {
      ...given({ at: at === undefined ? undefined : new Date(at).toISOString(), region }),
      latencyMs: response.latencyMs,
      from: redactText(`${displayPath(path)} (${format})`),
      ...(lacks.length > 0 && { lacks: [...lacks] }),
    }
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting
    this.#waiting = new Set()
    await writeAll(waiting, this.#writing)
  }

  /** Writes what is there of unfinished recordings; the rest is added later. */
  async #release(): Promise<void> {
    this.#run.held = 0
    await writeAll(this.#run.unfinished.values(), this.#writing)
  }

  async #rule(rule: ImportedRule): Promise<void> {
    const { folder, taking } = this.#writing
    try {
      const fixture = redactJson(rule.fixture, taking.settings) as JsonObject
      const text = yamlOf(fixture)
      const short = join(folder, `${rule.name}.yaml`)
      const isFree = !existsSync(short) || readFileSync(short, 'utf8') === text
      const name = isFree ? rule.name : `${rule.name}-${digestOfRule(rule.fixture).slice(0, 6)}`
      await writeWhole(join(folder, `${name}.yaml`), text)
      this.#written.rules += 1
    } catch (thrown) {
      this.#fail(messageOf(thrown))
    }
  }

  #fail(why: string): void {
    this.#written.failed.push(`${displayPath(this.#file.path)}: ${why}`)
  }
}
