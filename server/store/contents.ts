import { Disk } from './disk.ts'
import type { FileChange } from './disk.ts'
import { isListed, displayPath } from '../fixtures/folder.ts'
import { mergeSettings } from '../redaction/merge-settings.ts'
import { Nearest } from '../fixtures/nearest.ts'
import { sentence } from '../shape/problem.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import type { Recording } from '../recordings/recording.ts'
import type { Stats } from 'node:fs'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import type { JsonObject } from '../json.ts'
import { contentFingerprint } from './fingerprint.ts'
import { createRecordings } from '../recordings/recordings.ts'
import type { Recordings } from '../recordings/recordings.ts'
import { Rules } from '../fixtures/rules.ts'
import { RecordingRun } from '../recordings/recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'

export type LogLevel = 'info' | 'warn' | 'error'
type Log = (level: LogLevel, message: string) => void

const MAX_NAMED = 3
const files = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`

export interface LiveOptions {
  log: Log
  /** Called after files or their problems are no longer as they were. */
  changed?: ((what: 'fixtures' | 'problems') => void) | undefined
}

/** The current contents of the folders, indexed. Rebuilt whenever something changes. */
export class Live {
  readonly disk: Disk
  readonly run = new RecordingRun()
  readonly #log: Log
  readonly #changed: (what: 'fixtures' | 'problems') => void
  problems: readonly FixtureProblem[] = []
  rules = new Rules([])
  guardrails: readonly DeclaredGuardrail[] = []
  nearest = new Nearest([])
  settings: FixtureSettings
  recordings: Recordings
  #fingerprint: Promise<string> | undefined

  constructor(folders: readonly string[], { log, changed = () => {} }: LiveOptions) {
    this.disk = new Disk(folders)
    this.#log = log
    this.#changed = changed
    const changes = this.disk.refresh()
    this.settings = mergeSettings(this.disk.settings)
    this.recordings = createRecordings(this.settings, this.run)
    this.#take(changes)
  }

  refresh(everything: boolean): void {
    const before = this.disk.surroundings
    const known = new Set(this.problems.map(sentence))
    const changes = this.disk.refresh(everything)
    if (this.disk.surroundings !== before) {
      // The ignored members are part of every key.
      this.settings = mergeSettings(this.disk.settings)
      this.recordings = createRecordings(this.settings, this.run)
      this.#take(this.disk.recordings().map((now) => ({ now })))
    } else if (changes.length > 0) this.#take(changes)
    this.#sayGone(changes.filter(({ what }) => what === 'gone'))
    for (const change of changes) if (change.what !== 'gone') this.#say(change)
    this.#sayRest(changes, known)
    if (changes.length > 0 || this.disk.surroundings !== before) this.#changed('fixtures')
    const now = new Set(this.problems.map(sentence))
    if (now.size !== known.size || [...now].some((one) => !known.has(one)))
      this.#changed('problems')
  }

  /** A digest of everything that answers, computed on demand. */
  get fingerprint(): Promise<string> {
    return (this.#fingerprint ??= contentFingerprint([
      ...this.rules.all,
      ...this.disk.recordings(),
    ]))
  }

  /** Adds files that this server wrote, without rescanning the folders. */
  wrote(path: string, head: JsonObject, stats: Stats): void {
    const change = this.disk.wrote(path, head, stats)
    if (change === undefined) return
    this.#fingerprint = undefined
    if (change.replacesRule) return this.#take([change])
    if (change.before !== undefined) this.recordings.remove(change.before)
    if (change.now !== undefined) this.recordings.add(change.now)
  }

  #take(changes: readonly { before?: Recording | undefined; now?: Recording | undefined }[]): void {
    this.#fingerprint = undefined
    for (const { before, now } of changes) {
      if (before === now) continue
      if (before !== undefined) this.recordings.remove(before)
      if (now !== undefined) this.recordings.add(now)
    }
    const { rules, problems } = this.disk.rules()
    const declared = this.disk.guardrails()
    this.guardrails = declared.guardrails
    this.problems = [...problems, ...declared.problems]
    this.rules = new Rules(rules)
    this.nearest = new Nearest(this.rules.all)
  }

  /** Logs one line for a removed folder or for many removed files. */
  #sayGone(gone: readonly FileChange[]): void {
    let rest = gone
    for (const root of this.disk.missing) {
      const lost = rest.filter(({ path }) => isListed(root, path))
      rest = rest.filter((change) => !lost.includes(change))
      if (lost.length > 0)
        this.#log(
          'warn',
          `the folder ${displayPath(root)} is gone, and ${files(lost.length)} with it`,
        )
    }
    const [first, ...others] = rest.map(({ path }) => displayPath(path))
    if (first === undefined) return
    if (others.length >= MAX_NAMED)
      this.#log('info', `${first} and ${files(others.length)} more are gone`)
    else for (const file of [first, ...others]) this.#log('info', `${file} is gone`)
  }

  /** Logs new problems outside the changed files: between two files, in the settings, or with a link. */
  #sayRest(changes: readonly FileChange[], known: ReadonlySet<string>): void {
    const reported = new Set(changes.flatMap(({ problems }) => problems))
    const gone = new Set(this.disk.missing.map(displayPath))
    for (const problem of this.problems)
      if (!reported.has(problem) && !gone.has(problem.file) && !known.has(sentence(problem)))
        this.#tell(problem)
  }

  #tell(problem: FixtureProblem): void {
    this.#log(problem.severity === 'error' ? 'error' : 'warn', sentence(problem))
  }

  #say({ path, what, problems, kept }: FileChange): void {
    for (const problem of problems) this.#tell(problem)
    const file = displayPath(path)
    if (what === 'new') this.#log('info', `${file} was added`)
    else if (what === 'changed') this.#log('info', `${file} was reloaded`)
    else if (kept) this.#log('warn', `${file} is broken; its last valid version is still used`)
    else this.#log('warn', `${file} is broken; it is not used`)
  }
}
