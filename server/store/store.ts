import type { Call, Operation } from '../bedrock/types.ts'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import type { Session } from '../sessions.ts'
import { addedRules, addRule } from '../fixtures/added.ts'
import type { WrittenFixture } from '../fixtures/fixture.ts'
import type { Accepts, Candidate } from './match-result.ts'
import { describeRecording, describeRule } from './fixture-list.ts'
import type { Listed } from './fixture-list.ts'
import { Live } from './contents.ts'
import type { Level } from './contents.ts'
import { closest, Nearest } from '../fixtures/nearest.ts'
import { conditionsOf, matches } from '../fixtures/conditions.ts'
import type { Difference } from '../fixtures/conditions.ts'
import { play } from '../fixtures/play.ts'
import { shadowed } from '../fixtures/shadow.ts'
import type { Problem } from '../shape/problem.ts'
import { checkResponses } from '../recordings/recording.ts'
import type { Recordings } from '../recordings/recordings.ts'
import type { Wrote } from '../recordings/recording-file.ts'
import type { Rule } from '../fixtures/rule.ts'
import type { Run } from '../recordings/recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { mayFit } from '../matching/matcher.ts'
import { viewOf } from '../matching/view.ts'
import { watchFolder } from './watch.ts'
import type { Watcher } from './watch.ts'
import { findForced } from './forced-verdict.ts'
import type { ForcedByFixture } from './forced-verdict.ts'
import { findFirstMatch, TieWarnings } from './first-match.ts'
import type { Miss, Answer } from '../bedrock/answer.ts'

export type { Listed } from './fixture-list.ts'

export interface StoreOptions {
  /** Later folders win. */
  folders: readonly string[]
  /** The global `--pace`, which overrides fixtures. */
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
  /** All current problems in the folders. */
  readonly problems: readonly Problem[]
  readonly count: { fixtures: number; recordings: number }
  readonly recordings: Recordings
  /** Problems in the answers of recordings, which are read on demand. */
  checkRecordings(): Problem[]
  /** The recording run of this server. */
  readonly run: Run
  /** Adds a recording that this server wrote. */
  wrote: Wrote
  /** The guardrails that files of the folders declare. */
  readonly guardrails: readonly DeclaredGuardrail[]
  /** The merged settings.yaml files of the folders. */
  readonly settings: FixtureSettings
  /** The first accepted candidate, any by default. Has no side effects. */
  find(call: Call, accepts?: Accepts): Candidate | undefined
  /** Whether any fixture or recording could answer an operation that this server does not support. */
  mayAnswer(operation: Operation, session: Session): boolean
  /** Plays a candidate. Sequences and counters advance at once. */
  take(candidate: Candidate, call: Call): Answer
  /** What a fixture says that the guardrail of a call finds. */
  forced(call: Call): ForcedByFixture | undefined
  /** Near misses, closest first, each with the differences in words. */
  nearest(call: Call, max?: number, within?: number): Miss[]
  /** Each condition of the named fixture, checked against a call; empty for a recording. */
  compare(name: string, call: Call): Difference[]
  /** The names of all written fixtures that match a call; the one that answers comes first. */
  matching(call: Call): string[]
  /** Adds a fixture for one session. Throws an error that lists its problems. */
  add(session: Session, fixture: unknown): Added
  /** The fixtures of the folders; with a session, after those added for it. */
  list(session?: Session): Listed[]
  /** Fixtures that never answer, each with the one that always answers in its place, by their names. */
  shadowed(): Map<string, string>
  /** The fixture as written; undefined for recordings. */
  written(name: string): WrittenFixture | undefined
  /** The names of fixtures that have never answered. */
  unused(): string[]
  /** Reads everything again. */
  reload(): void
  close(): void
}

/** Loads fixtures from folders and keeps them current. */
export function createStore(options: StoreOptions): Store {
  return new FolderStore(options)
}

class FolderStore implements Store {
  readonly #live: Live
  readonly #pace: string | undefined
  readonly #ties: TieWarnings
  readonly #watchers: readonly Watcher[]
  /** How often each recording has answered, by file. */
  readonly #answered = new Map<string, number>()

  constructor({ folders, pace, log, watch }: StoreOptions) {
    const live = new Live(folders, log)
    this.#live = live
    this.#pace = pace
    this.#ties = new TieWarnings((message) => {
      // Ties are among the problems, with their positions.
      if (!live.problems.some((problem) => problem.message === message)) log('warn', message)
    })
    const isKnown = (path: string) => live.disk.isCurrent(path)
    const roots = watch ? live.disk.folders.map(({ root }) => root) : []
    this.#watchers = roots.map((root) => watchFolder(root, () => live.refresh(false), { isKnown }))
  }

  get problems() {
    return this.#live.problems
  }

  get count() {
    return { fixtures: this.#live.rules.all.length, recordings: this.#live.recordings.size }
  }

  get recordings() {
    return this.#live.recordings
  }

  checkRecordings(): Problem[] {
    return this.#live.disk.recordings().flatMap(checkResponses)
  }

  get guardrails() {
    return this.#live.guardrails
  }

  get settings() {
    return this.#live.settings
  }

  get run() {
    return this.#live.run
  }

  wrote(...written: Parameters<Store['wrote']>): ReturnType<Store['wrote']> {
    return this.#live.wrote(...written)
  }

  find(call: Call, accepts: Accepts = acceptAny): Candidate | undefined {
    this.#settle()
    const view = viewOf(call)
    const { session } = call
    return (
      findFirstMatch(addedRules(session), view, accepts, undefined) ??
      (session.shared && findFirstMatch(addedRules(session.shared), view, accepts, undefined)) ??
      findFirstMatch(this.#live.rules, view, accepts, this.#live.recordings, this.#ties)
    )
  }

  mayAnswer({ name, group }: Operation, session: Session): boolean {
    const rules = [...everyAdded(session), ...this.#live.rules.all]
    return this.#live.recordings.has(group) || rules.some(({ matcher }) => mayFit(matcher, name))
  }

  take(candidate: Candidate, call: Call): Answer {
    if (candidate.kind === 'rule') return play(candidate.rule, call, this.#pace)
    const { file } = candidate.hit.recording
    this.#answered.set(file, (this.#answered.get(file) ?? 0) + 1)
    return this.#live.recordings.play(candidate.hit, call, this.#pace)
  }

  forced(call: Call): ForcedByFixture | undefined {
    const { session } = call
    const own = [addedRules(session), session.shared && addedRules(session.shared)]
    return findForced([...own, this.#live.rules], viewOf(call))
  }

  nearest(call: Call, max = 3, within = Infinity): Miss[] {
    const view = viewOf(call)
    const near = [
      ...new Nearest(everyAdded(call.session)).near(view),
      ...this.#live.nearest.near(view),
      ...this.#live.recordings.nearest(call, max),
    ]
    return closest(near, max, within)
  }

  compare(name: string, call: Call): Difference[] {
    const all = [...everyAdded(call.session), ...this.#live.rules.all]
    const rule = all.find((one) => one.name === name)
    return rule === undefined ? [] : conditionsOf(rule, viewOf(call))
  }

  matching(call: Call): string[] {
    return [...everyAdded(call.session), ...this.#live.rules.all]
      .filter((rule) => rule.kind !== 'guardrail' && matches(rule, call))
      .map(({ name }) => name)
  }

  add(session: Session, fixture: unknown): Added {
    const { rule, remove } = addRule(session, fixture)
    return { name: rule.name, remove, calls: () => rule.calls }
  }

  list(session?: Session): Listed[] {
    this.#settle()
    const { rules, disk } = this.#live
    return [
      ...(session === undefined ? [] : everyAdded(session).map(describeRule)),
      ...rules.all.map(describeRule),
      ...disk
        .recordings()
        .map((recording) => describeRecording(recording, this.#answered.get(recording.file) ?? 0)),
    ]
  }

  shadowed(): Map<string, string> {
    const found = shadowed(this.#live.rules.all)
    return new Map([...found].map(([rule, by]) => [rule.name, by.name]))
  }

  written(name: string): WrittenFixture | undefined {
    return this.#live.rules.all.find((rule) => rule.name === name)?.written
  }

  unused(): string[] {
    return this.list().flatMap(({ name, calls }) => (calls === 0 ? [name] : []))
  }

  /** Makes a change that was just saved take effect immediately. */
  #settle(): void {
    for (const watcher of this.#watchers) watcher.settle()
  }

  reload(): void {
    this.#live.refresh(true)
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close()
  }
}

const acceptAny: Accepts = () => true

const everyAdded = (session: Session): Rule[] => [
  ...addedRules(session).all,
  ...(session.shared === undefined ? [] : addedRules(session.shared).all),
]
