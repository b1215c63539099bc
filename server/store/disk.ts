import { readFileSync, statSync } from 'node:fs'
import { readTextFile, whyUnreadable } from '../text/text-file.ts'
import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import { join, resolve, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import type { JsonObject } from '../json.ts'
import { isOtherFile, isListed, listFolder, displayPath, pathFrom } from '../fixtures/folder.ts'
import { placesOf } from '../shape/place.ts'
import { loadFile } from '../fixtures/load.ts'
import type { Folder, Loaded } from '../fixtures/load.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import { parseRecording, recordingFrom } from '../recordings/recording.ts'
import type { Recording } from '../recordings/recording.ts'
import type { Rule } from '../fixtures/rule.ts'
import { parseSettings } from '../redaction/settings-file.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { equalMatches } from './ties.ts'

/** A file in a fixtures folder, as last read. */
interface Entry {
  path: string
  folder: Folder
  stamp: string
  /** The last good version, if the newest one is broken. */
  rule?: Rule | undefined
  recording?: Recording | undefined
  guardrail?: DeclaredGuardrail | undefined
  problems: FixtureProblem[]
  /** The stamps of the files that a fixture names; undefined for missing files. */
  sidecars?: Stamps
}

type Stamps = ReadonlyMap<string, string | undefined>

/** What happened to a file since the last scan. */
export interface FileChange {
  path: string
  what: 'new' | 'changed' | 'broken' | 'gone'
  before?: Recording | undefined
  now?: Recording | undefined
  problems: readonly FixtureProblem[]
  /** The previous version keeps answering. */
  kept: boolean
}

/** The fixtures folders, in memory. */
export class Disk {
  readonly folders: readonly Folder[]
  #entries = new Map<string, Entry>()
  /** Every file named by a fixture. */
  #sidecars = new Map<string, string | undefined>()
  #folderProblems: FixtureProblem[] = []
  #settings: FixtureSettings[] = []
  #settingsTexts = ''
  /** Folders that do not exist. */
  missing: readonly string[] = []

  constructor(folders: readonly string[]) {
    this.folders = folders.map((folder, at) => ({ root: resolve(folder), at }))
  }

  get settings(): readonly FixtureSettings[] {
    return this.#settings
  }

  /** Differs when something outside the fixtures changed: the settings, or the problems of the folders. */
  get surroundings(): string {
    return `${this.#settingsTexts}${JSON.stringify(this.#folderProblems)}`
  }

  /** Reads what is new or changed, or everything. */
  refresh(everything = false): FileChange[] {
    const changes: FileChange[] = []
    const seen = new Set<string>()
    this.#folderProblems = []
    this.#settings = []
    this.#settingsTexts = ''
    const missing: string[] = []
    for (const folder of this.folders) {
      const listing = stampOf(folder.root) === undefined ? undefined : listFolder(folder.root)
      if (listing === undefined) {
        missing.push(folder.root)
        this.#report(folder.root, 'warning', 'the folder does not exist')
        continue
      }
      this.#readSettings(folder)
      for (const { path, message } of listing.problems) this.#report(path, 'error', message)
      for (const path of listing.files) {
        if (seen.has(path)) continue
        seen.add(path)
        const change = this.#look(path, folder, everything)
        if (change !== undefined) changes.push(change)
      }
    }
    this.missing = missing
    for (const [path, entry] of this.#entries) {
      if (seen.has(path)) continue
      this.#entries.delete(path)
      changes.push({ path, what: 'gone', before: entry.recording, problems: [], kept: false })
    }
    this.#sidecars.clear()
    for (const { sidecars } of this.#entries.values())
      sidecars?.forEach((stamp, path) => this.#sidecars.set(path, stamp))
    return changes
  }

  #look(path: string, folder: Folder, everything: boolean): FileChange | undefined {
    const stats = statSync(path, { throwIfNoEntry: false })
    const known = this.#entries.get(path)
    // It was deleted while the folder was listed; the next scan will not find it.
    if (stats === undefined) return undefined
    const stamp = stampFrom(stats)
    if (known?.stamp === stamp && !everything && !hasChanged(known.sidecars)) return undefined
    const loaded = loadFile(path, folder, stats.size)
    if (known !== undefined && isSame(known, loaded)) {
      // The fixture keeps its count, and sessions their position in its sequence.
      known.stamp = stamp
      return undefined
    }
    const entry: Entry = { path, folder, stamp, problems: loaded.problems }
    if (loaded.kind === 'rule') {
      entry.rule = loaded.rule
      if (loaded.sidecars?.length) entry.sidecars = new Map(loaded.sidecars.map(stamped))
    } else if (loaded.kind === 'guardrail') entry.guardrail = loaded.guardrail
    else {
      const parsed = parseRecording(loaded.text, path)
      if (
        stamp === known?.stamp &&
        isDeepStrictEqual(parsed.recording?.parts, known.recording?.parts)
      )
        return undefined
      entry.recording = parsed.recording
      if (entry.recording !== undefined) entry.recording.name = nameIn(folder, path)
      entry.problems = parsed.problems.map((problem) => ({ ...problem, file: displayPath(path) }))
    }
    const broken = contentOf(entry) === undefined
    const kept = broken && contentOf(known) !== undefined
    if (kept) {
      const { rule, recording, guardrail } = known ?? {}
      Object.assign(entry, { rule, recording, guardrail })
    }
    this.#entries.set(path, entry)
    return {
      path,
      what: broken ? 'broken' : known === undefined ? 'new' : 'changed',
      before: known?.recording,
      now: entry.recording,
      problems: entry.problems,
      kept,
    }
  }

  /** Adds a file that this server wrote. */
  wrote(
    path: string,
    head: JsonObject,
    stats: Stats,
  ): { before?: Recording | undefined; now: Recording; replacesRule: boolean } | undefined {
    const folder = this.folders.findLast(({ root }) => isListed(root, path))
    const now = recordingFrom(head, path)
    if (folder === undefined || now === undefined) return undefined
    now.name = nameIn(folder, path)
    const known = this.#entries.get(path)
    const entry = { path, folder, stamp: stampFrom(stats), recording: now, problems: [] }
    this.#entries.set(path, entry)
    const replacesRule = known?.rule !== undefined || (known?.problems.length ?? 0) > 0
    return { before: known?.recording, now, replacesRule }
  }

  /** Whether a file is unchanged since it was last read. */
  isCurrent(path: string): boolean {
    const entry = this.#entries.get(path)
    if (entry !== undefined) return entry.stamp === stampOf(path)
    return (
      isOtherFile(path) && (!this.#sidecars.has(path) || this.#sidecars.get(path) === stampOf(path))
    )
  }

  #readSettings({ root }: Folder): void {
    for (const name of ['settings.yaml', 'settings.yml']) {
      const path = join(root, name)
      if (stampOf(path) === undefined) continue
      try {
        const text = readTextFile(path)
        const { settings, problems } = parseSettings(text, displayPath(path))
        this.#settingsTexts += text
        this.#settings.push(settings)
        this.#folderProblems.push(...problems)
      } catch (thrown) {
        this.#report(path, 'error', `cannot be read: ${whyUnreadable(thrown)}`)
      }
    }
  }

  #report(path: string, severity: FixtureProblem['severity'], message: string): void {
    this.#folderProblems.push({ severity, file: displayPath(path), line: 1, column: 1, message })
  }

  /** In the order of the folders and their files, like after a start. New files were added at the end. */
  #inOrder(): Entry[] {
    return [...this.#entries.values()].toSorted(
      (a, b) => a.folder.at - b.folder.at || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    )
  }

  recordings(): Recording[] {
    return [...this.#entries.values()].flatMap(({ recording }) => recording ?? [])
  }

  /** The guardrails that files declare. A later folder overrides the ids of an earlier one. */
  guardrails(): { guardrails: DeclaredGuardrail[]; problems: FixtureProblem[] } {
    const byId = new Map<string, Entry>()
    const problems: FixtureProblem[] = []
    for (const entry of this.#inOrder()) {
      const { guardrail, folder, path } = entry
      if (guardrail === undefined) continue
      const other = byId.get(guardrail.id)
      if (other === undefined || other.folder.at !== folder.at) byId.set(guardrail.id, entry)
      else {
        const message = `the id ${guardrail.id} is taken by ${displayPath(other.path)}; ${basename(path)} is not used`
        problems.push({ severity: 'error', file: displayPath(path), line: 1, column: 1, message })
      }
    }
    return { guardrails: [...byId.values()].flatMap(({ guardrail }) => guardrail ?? []), problems }
  }

  /** The active rules. A later folder overrides the names of an earlier one; within a folder, duplicates are errors. */
  rules(): { rules: Rule[]; problems: FixtureProblem[] } {
    const problems = [...this.#folderProblems]
    const byName = new Map<string, Entry>()
    for (const entry of this.#inOrder()) {
      for (const problem of entry.problems) problems.push(problem)
      if (entry.rule === undefined) continue
      const other = byName.get(entry.rule.name)
      if (other === undefined || other.folder.at !== entry.folder.at)
        byName.set(entry.rule.name, entry)
      else problems.push(sameName(entry, other))
    }
    const rules = [...byName.values()].flatMap(({ rule }) => rule ?? [])
    return { rules, problems: [...problems, ...equalMatches(rules)] }
  }
}

const contentOf = (entry: Entry | undefined) => entry?.rule ?? entry?.recording ?? entry?.guardrail

function stampOf(path: string): string | undefined {
  try {
    return stampFrom(statSync(path))
  } catch {
    return undefined
  }
}

const stampFrom = ({ mtimeMs, size, ino }: Stats): string => `${mtimeMs} ${size} ${ino}`

const stamped = (path: string) => [path, stampOf(path)] as const

function hasChanged(sidecars: Stamps | undefined): boolean {
  if (sidecars === undefined) return false
  for (const [path, stamp] of sidecars) if (stampOf(path) !== stamp) return true
  return false
}

/** Whether a file that was read again has the same content. */
function isSame({ rule, problems, sidecars }: Entry, loaded: Loaded): boolean {
  return (
    loaded.kind === 'rule' &&
    loaded.rule !== undefined &&
    rule !== undefined &&
    isDeepStrictEqual(loaded.rule.written, rule.written) &&
    isDeepStrictEqual(loaded.problems, problems) &&
    !hasChanged(sidecars)
  )
}

const nameIn = ({ root }: Folder, path: string): string => pathFrom(root, path).replaceAll(sep, '/')

function sameName({ path, rule }: Entry, other: Entry): FixtureProblem {
  const text = readFileSync(path, 'utf8')
  const [place = { line: 1, column: 1 }] = placesOf(text, [{ path: ['name'], message: '' }])
  const message = `the name ${JSON.stringify(rule?.name)} is taken by ${displayPath(other.path)}; ${basename(path)} is not used`
  return { severity: 'error', file: displayPath(path), ...place, message }
}
