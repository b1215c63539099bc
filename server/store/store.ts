import type { Answer, Call, Miss } from '../bedrock/types.ts'
import type { Session } from '../sessions.ts'
import type { Mode } from '../settings.ts'
import { addedRules, addRule } from './added.ts'
import { failsNext, isSpent } from './counters.ts'
import { Disk, tie } from './disk.ts'
import type { Change } from './disk.ts'
import { explain, modelWords, operationWords } from './explain.ts'
import { shown } from './folder.ts'
import type { WrittenFixture } from './fixture.ts'
import type { Found } from './found.ts'
import { mergeSettings } from './merge-settings.ts'
import { restFits } from './match.ts'
import { closest, Nearest } from './nearest.ts'
import type { Near } from './nearest.ts'
import { paceOf } from '../pace.ts'
import { play } from './play.ts'
import { sentence } from './problem.ts'
import type { Problem } from './problem.ts'
import { createRecordings } from './recordings.ts'
import type { Recordings } from './recordings.ts'
import { rank, Rules } from './rules.ts'
import type { Rule } from './rule.ts'
import { viewOf } from './view.ts'
import type { View } from './view.ts'
import type { FixtureSettings } from './settings-file.ts'
import { watchFolder } from './watch.ts'

export type Level = 'info' | 'warn' | 'error'

export interface StoreOptions {
  /** Later folders win. */
  folders: readonly string[]
  mode: Mode
  /** The global `--pace`: overrides what fixtures say. */
  pace?: string
  log(level: Level, message: string): void
  watch: boolean
}

/** One fixture or recording, as lists show it. */
export interface Listed {
  name: string
  kind: 'rule' | 'recording'
  file: string
  operation: string
  model: string
  /** What it matches, in words. */
  match: string
  priority: number
  /** How often it answered since it was loaded. */
  calls: number
}

/** A fixture that a test added. */
export interface Added {
  name: string
  remove(): void
  calls(): number
}

export interface Store {
  /** Everything wrong in the folders now. */
  readonly problems: readonly Problem[]
  readonly count: { fixtures: number; recordings: number }
  readonly recordings: Recordings
  /** What the folders' settings.yaml files say together. */
  readonly settings: FixtureSettings
  /** Who answers this call; changes nothing. */
  find(call: Call, mode?: Mode): Found | undefined
  /** Plays it: sequences and counters advance at once. */
  take(found: Found, call: Call): Answer
  /** The fixtures that nearly matched, closest first, each with the differences in words. */
  nearest(call: Call, most?: number): Miss[]
  /** Adds a fixture for one session. Throws an error naming what is wrong in it. */
  add(session: Session, fixture: unknown): Added
  /** Those of the folders; with a session, after what was added for it. */
  list(session?: Session): Listed[]
  /** As it was written; recordings are none. */
  written(name: string): WrittenFixture | undefined
  /** Names of the fixtures that never answered. */
  unused(): string[]
  /** Reads everything again. */
  reload(): void
  close(): void
}

/** The fixtures of some folders, loaded and kept current. */
export function createStore(options: StoreOptions): Store {
  const disk = new Disk(options.folders)
  const changes = disk.refresh()
  let settings = mergeSettings(disk.settings)
  let recordings = createRecordings(settings)
  /** How often each recording answered, by its file. */
  const answered = new Map<string, number>()
  // In tests nothing waits, unless they ask for it.
  const pace = options.pace ?? (options.mode === 'replay' ? 'instant' : undefined)
  let problems: readonly Problem[] = []
  let rules = new Rules([])
  let nearest = new Nearest([])

  const take = (taken: readonly Change[]) => {
    for (const { before, now } of taken) {
      if (before === now) continue
      if (before !== undefined) recordings.remove(before)
      if (now !== undefined) recordings.add(now)
    }
    const current = disk.rules()
    problems = current.problems
    rules = new Rules(current.rules)
    nearest = new Nearest(rules.all)
  }
  const refresh = (everything: boolean) => {
    const before = disk.surroundings
    const taken = disk.refresh(everything)
    if (disk.surroundings !== before) {
      // What the settings overlook is part of every key.
      settings = mergeSettings(disk.settings)
      recordings = createRecordings(settings)
      for (const recording of disk.recordings()) recordings.add(recording)
      take([])
    } else if (taken.length > 0) take(taken)
    for (const change of taken) logChange(change, options.log)
  }
  take(changes)
  const watchers = options.watch
    ? disk.folders.map(({ root }) => watchFolder(root, () => refresh(false)))
    : []
  const ties = new TieWarnings((message) => options.log('warn', message))

  return {
    get problems() {
      return problems
    },
    get count() {
      return { fixtures: rules.all.length, recordings: recordings.size }
    },
    get recordings() {
      return recordings
    },
    get settings() {
      return settings
    },
    find(call, mode = options.mode) {
      const view = viewOf(call)
      const recording = () => recordingFound(recordings, call)
      const { session } = call
      return (
        firstRule(addedRules(session), view, mode, undefined) ??
        (session.shared && firstRule(addedRules(session.shared), view, mode, undefined)) ??
        firstRule(rules, view, mode, recording, ties)
      )
    },
    take(found, call) {
      if (found.kind === 'rule') return play(found.rule, call, pace)
      const { file } = found.hit.recording
      answered.set(file, (answered.get(file) ?? 0) + 1)
      const answer = recordings.play(found.hit, call)
      return 'pace' in answer ? { ...answer, pace: paceOf(pace, answer.pace) } : answer
    },
    nearest(call, most = 3) {
      const view = viewOf(call)
      const added = new Nearest(everyAdded(call.session)).near(view)
      return closest(
        [...added, ...nearest.near(view), ...nearRecordings(recordings, call, most)],
        most,
      )
    },
    add(session, fixture) {
      const { rule, remove } = addRule(session, fixture)
      return { name: rule.name, remove, calls: () => rule.calls }
    },
    list: (session) => [
      ...(session === undefined ? [] : everyAdded(session).map(listed)),
      ...rules.all.map(listed),
      ...disk.recordings().map((recording) => ({
        name: recording.name,
        kind: 'recording' as const,
        file: shown(recording.file),
        operation: recording.operation.name,
        model: recording.model,
        match: 'the recorded request',
        priority: 0,
        calls: answered.get(recording.file) ?? 0,
      })),
    ],
    written: (name) => rules.all.find((rule) => rule.name === name)?.written,
    unused() {
      return this.list()
        .filter(({ calls }) => calls === 0)
        .map(({ name }) => name)
    },
    reload: () => refresh(true),
    close() {
      for (const watcher of watchers) watcher.close()
    },
  }
}

const everyAdded = (session: Session): Rule[] => [
  ...addedRules(session).all,
  ...(session.shared === undefined ? [] : addedRules(session.shared).all),
]

/** The best rule that fits, or the recording where that comes before it. */
function firstRule(
  rules: Rules,
  view: View,
  mode: Mode,
  recording: (() => Found | undefined) | undefined,
  ties?: TieWarnings,
): Found | undefined {
  const { session } = view.call
  let asked = recording === undefined
  for (const rule of rules.candidates(view)) {
    if (!asked && rule.priority <= 0) {
      asked = true
      const found = recording?.()
      if (found !== undefined) return found
    }
    // Recording asks the real service: hand-written answers would hide it.
    const error = failsNext(rule, session)
    if (mode === 'record' && !rule.added && !error) continue
    if (isSpent(rule, session) || !restFits(rule, view)) continue
    ties?.look(rule, rules, view)
    return { kind: 'rule', rule, name: rule.name, added: rule.added, error, earlier: false }
  }
  return asked ? undefined : recording?.()
}

function recordingFound(recordings: Recordings, call: Call): Found | undefined {
  const hit = recordings.find(call)
  if (hit === undefined) return undefined
  const { recording, earlier } = hit
  return { kind: 'recording', hit, name: recording.name, added: false, error: false, earlier }
}

/** Each difference counts as much as one in the body of a rule. */
function nearRecordings(recordings: Recordings, call: Call, most: number): Near[] {
  return recordings.nearest(call, most).map(({ fixture, reasons }) => ({
    fixture,
    distance: 0.4 * reasons.length,
    reasons: () => reasons,
  }))
}

/** Says once of a pair of rules that only their path decides between them. */
class TieWarnings {
  #looked = new WeakSet<Rule>()
  readonly #warn: (message: string) => void

  constructor(warn: (message: string) => void) {
    this.#warn = warn
  }

  /** Looked for when a rule answers for the first time: later calls cost nothing. */
  look(winner: Rule, rules: Rules, view: View): void {
    if (this.#looked.has(winner)) return
    this.#looked.add(winner)
    // Nothing is undecided where it runs out and leaves the next call to the other.
    if (winner.error?.times !== undefined && winner.answers.length === 0) return
    for (const rule of rules.candidates(view)) {
      if (rule === winner || rank(rule, winner) < 0) continue
      if (rank(rule, winner) > 0) return
      if (isSpent(rule, view.call.session) || !restFits(rule, view)) continue
      this.#warn(tie(winner, rule))
      return
    }
  }
}

function listed(rule: Rule): Listed {
  return {
    name: rule.name,
    kind: 'rule',
    file: rule.file,
    operation: operationWords(rule),
    model: modelWords(rule),
    match: explain(rule),
    priority: rule.priority,
    calls: rule.calls,
  }
}

function logChange({ path, what, problems, kept }: Change, log: StoreOptions['log']): void {
  for (const problem of problems)
    log(problem.severity === 'error' ? 'error' : 'warn', sentence(problem))
  if (what === 'broken') {
    log(
      'warn',
      `${shown(path)} is broken; ${kept ? 'its last good version goes on answering' : 'it is not used'}`,
    )
  } else
    log(
      'info',
      what === 'gone'
        ? `${shown(path)} is gone`
        : `${shown(path)} was ${what === 'new' ? 'added' : 'reloaded'}`,
    )
}
