import type { Answer, Call, Miss } from '../bedrock/types.ts'
import { paceOf } from '../pace.ts'
import type { Session } from '../sessions.ts'
import type { Mode } from '../settings.ts'
import { addedRules, addRule } from './added.ts'
import type { WrittenFixture } from './fixture.ts'
import type { Found } from './found.ts'
import { listedRecording, listedRule } from './listed.ts'
import type { Listed } from './listed.ts'
import { Live } from './live.ts'
import type { Level } from './live.ts'
import { closest, Nearest } from './nearest.ts'
import { play } from './play.ts'
import type { Problem } from './problem.ts'
import type { Recordings } from './recordings.ts'
import type { Wrote } from './recording-file.ts'
import type { Rule } from './rule.ts'
import type { Run } from './run.ts'
import type { FixtureSettings } from './settings-file.ts'
import { viewOf } from './view.ts'
import { watchFolder } from './watch.ts'
import { firstRule, TieWarnings } from './who.ts'

export type { Listed } from './listed.ts'

export interface StoreOptions {
  /** Later folders win. */
  folders: readonly string[]
  mode: Mode
  /** The global `--pace`: overrides what fixtures say. */
  pace?: string
  log(level: Level, message: string): void
  watch: boolean
}

/** A fixture that a test added. */
interface Added {
  name: string
  remove(): void
  calls(): number
}

export interface Store {
  /** Everything wrong in the folders now. */
  readonly problems: readonly Problem[]
  readonly count: { fixtures: number; recordings: number }
  readonly recordings: Recordings
  /** The recording run of this server. */
  readonly run: Run
  /** Takes up a recording that this server wrote. */
  wrote: Wrote
  /** What the folders' settings.yaml files say together. */
  readonly settings: FixtureSettings
  /** Who answers this call; changes nothing. */
  find(call: Call, mode?: Mode): Found | undefined
  /** Plays it: sequences and counters advance at once. */
  take(found: Found, call: Call): Answer
  /** The fixtures that nearly matched, closest first, each with the differences in words. */
  nearest(call: Call, most?: number, within?: number): Miss[]
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
  const live = new Live(options.folders, options.log)
  const watchers = options.watch
    ? live.disk.folders.map(({ root }) =>
        watchFolder(root, () => live.refresh(false), {
          isKnown: (path) => live.disk.isCurrent(path),
        }),
      )
    : []
  const ties = new TieWarnings((message) => options.log('warn', message))
  // In tests nothing waits, unless they ask for it.
  const pace = options.pace ?? (options.mode === 'replay' ? 'instant' : undefined)
  /** How often each recording answered, by its file. */
  const answered = new Map<string, number>()

  const list = (session?: Session): Listed[] => [
    ...(session === undefined ? [] : everyAdded(session).map(listedRule)),
    ...live.rules.all.map(listedRule),
    ...live.disk
      .recordings()
      .map((recording) => listedRecording(recording, answered.get(recording.file) ?? 0)),
  ]

  return {
    get problems() {
      return live.problems
    },
    get count() {
      return { fixtures: live.rules.all.length, recordings: live.recordings.size }
    },
    get recordings() {
      return live.recordings
    },
    get settings() {
      return live.settings
    },
    run: live.run,
    wrote: (path, head, stats) => live.wrote(path, head, stats),
    find(call, mode = options.mode) {
      const view = viewOf(call)
      const { session } = call
      return (
        firstRule(addedRules(session), view, mode, undefined) ??
        (session.shared && firstRule(addedRules(session.shared), view, mode, undefined)) ??
        firstRule(live.rules, view, mode, live.recordings, ties)
      )
    },
    take(found, call) {
      if (found.kind === 'rule') return play(found.rule, call, pace)
      const { file } = found.hit.recording
      answered.set(file, (answered.get(file) ?? 0) + 1)
      const answer = live.recordings.play(found.hit, call)
      return 'pace' in answer ? { ...answer, pace: paceOf(pace, answer.pace) } : answer
    },
    nearest(call, most = 3, within = Infinity) {
      const view = viewOf(call)
      const rules = [
        ...new Nearest(everyAdded(call.session)).near(view),
        ...live.nearest.near(view),
      ]
      const near = [...rules, ...live.recordings.nearest(call, most)]
      return closest(near, most, within)
    },
    add(session, fixture) {
      const { rule, remove } = addRule(session, fixture)
      return { name: rule.name, remove, calls: () => rule.calls }
    },
    list,
    written: (name) => live.rules.all.find((rule) => rule.name === name)?.written,
    unused: () => list().flatMap(({ name, calls }) => (calls === 0 ? [name] : [])),
    reload: () => live.refresh(true),
    close() {
      for (const watcher of watchers) watcher.close()
    },
  }
}

const everyAdded = (session: Session): Rule[] => [
  ...addedRules(session).all,
  ...(session.shared === undefined ? [] : addedRules(session.shared).all),
]
