import type { Call, Operation } from '../bedrock/types.ts'
import type { Session } from '../sessions.ts'
import { addedRules, addRule } from '../fixtures/added.ts'
import type { WrittenFixture } from '../fixtures/fixture.ts'
import type { Accepts, Candidate } from './match-result.ts'
import { describeRecording, describeRule } from './fixture-list.ts'
import type { ListedFixture } from './fixture-list.ts'
import { Live } from './contents.ts'
import { closest, Nearest } from '../fixtures/nearest.ts'
import { conditionsOf, ruleMatches } from '../fixtures/conditions.ts'
import type { Difference } from '../fixtures/conditions.ts'
import { play } from '../fixtures/play.ts'
import { shadowed } from '../fixtures/shadow.ts'
import { chain } from '../maybe-async.ts'
import { failedIn, LocalState } from '../state/local.ts'
import type { Failed, State } from '../state/state.ts'
import { keepsCount } from '../state/wants.ts'
import type { TakenFixture } from '../state/wants.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import { checkResponses } from '../recordings/recording.ts'
import type { Recording } from '../recordings/recording.ts'
import type { Rule } from '../fixtures/rule.ts'
import { whyBefore } from '../fixtures/rules.ts'
import { mayFit } from '../matching/matcher.ts'
import { viewOf } from '../matching/view.ts'
import { watchFolder } from './watch.ts'
import type { Watcher } from './watch.ts'
import { findForced } from './forced-verdict.ts'
import type { ForcedByFixture } from './forced-verdict.ts'
import { addCandidates, firstOf } from './candidates.ts'
import { foldersOf } from './folder-counts.ts'
import { TieWarnings } from './tie-warnings.ts'
import type { Miss, Answer } from '../bedrock/answer.ts'
import type { Added, NearLimits, Store, StoreOptions } from './store.ts'

/** Loads fixtures from folders and keeps them current. */
export function createStore(options: StoreOptions): Store {
  return new FolderStore(options)
}

class FolderStore implements Store {
  readonly #live: Live
  readonly #pace: string | undefined
  readonly #ties: TieWarnings
  readonly #state: State
  readonly #watchers: readonly Watcher[]
  readonly #reloaded: () => void
  readonly #tellAnswered: StoreOptions['answered']
  /** How often each recording has answered, by file. */
  readonly #answered = new Map<string, number>()

  constructor(options: StoreOptions) {
    const { folders, pace, log, watch, state = new LocalState() } = options
    const live = new Live(folders, { log, changed: options.changed })
    this.#reloaded = options.reloaded ?? (() => {})
    this.#tellAnswered = options.answered
    this.#live = live
    this.#pace = pace
    this.#state = state
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

  folders() {
    return foldersOf(this.#live)
  }

  get recordings() {
    return this.#live.recordings
  }

  checkRecordings(): FixtureProblem[] {
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

  candidates(call: Call, accepts: Accepts = acceptAny): Candidate[] {
    this.#settle()
    const view = viewOf(call)
    const { session } = call
    const found: Candidate[] = []
    if (addCandidates(found, addedRules(session), view, accepts, undefined)) return found
    const { shared } = session
    if (shared !== undefined && addCandidates(found, addedRules(shared), view, accepts, undefined))
      return found
    addCandidates(found, this.#live.rules, view, accepts, this.#live.recordings)
    return found
  }

  failsFirst({ session }: Call): boolean {
    this.#settle()
    return (
      this.#live.rules.failsFirst ||
      addedRules(session).failsFirst ||
      (session.shared !== undefined && addedRules(session.shared).failsFirst)
    )
  }

  find(
    call: Call,
    accepts: Accepts = acceptAny,
    failed: Failed = failedIn(call.session),
  ): Candidate | undefined {
    return this.#looked(firstOf(this.candidates(call, accepts), failed), call)
  }

  first(
    candidates: readonly Candidate[],
    call: Call,
  ): Candidate | undefined | Promise<Candidate | undefined> {
    const [first] = candidates
    if (first === undefined || first.fails === 0) return this.#looked(first, call)
    const next = this.#state.read(call, (failed) => firstOf(candidates, failed))
    return chain(next, (found) => this.#looked(found, call))
  }

  #looked(found: Candidate | undefined, call: Call): Candidate | undefined {
    if (found?.kind === 'rule' && !found.added)
      this.#ties.look(found.rule, this.#live.rules, viewOf(call))
    return found
  }

  mayAnswer({ name, group }: Operation, session: Session): boolean {
    const rules = [...everyAdded(session), ...this.#live.rules.all]
    return this.#live.recordings.has(group) || rules.some(({ matcher }) => mayFit(matcher, name))
  }

  take(
    candidates: readonly Candidate[],
    call: Call,
  ): Answer | undefined | Promise<Answer | undefined> {
    const [first] = candidates
    if (first === undefined) return undefined
    if (!keepsCount(first)) return this.#play(first, call, UNCOUNTED)
    return chain(this.#state.take(call, { fixtures: candidates }), ({ fixture }) => {
      const chosen = fixture && candidates[fixture.at]
      return chosen && this.#play(chosen, call, fixture)
    })
  }

  #play(candidate: Candidate, call: Call, { fails, place }: Omit<TakenFixture, 'at'>): Answer {
    const { name, added } = candidate
    this.#tellAnswered?.(name, added ? call.session.name : undefined)
    if (candidate.kind === 'rule') {
      const { rule } = candidate
      const always = rule.error !== undefined && rule.error.times === undefined
      return play(rule, call, this.#pace, { fails: fails || always, place })
    }
    this.#countAnswers(candidate.hit.recording.file, 1)
    return this.#live.recordings.play(candidate.hit, call, place, this.#pace)
  }

  forced(call: Call, failed: Failed = failedIn(call.session)): ForcedByFixture | undefined {
    const { session } = call
    const own = [addedRules(session), session.shared && addedRules(session.shared)]
    return findForced([...own, this.#live.rules], viewOf(call), failed)
  }

  nearest(
    call: Call,
    { max = 3, within = Infinity }: NearLimits = {},
    failed: Failed = failedIn(call.session),
  ): Miss[] {
    const view = viewOf(call)
    const near = [
      ...new Nearest(everyAdded(call.session)).near(view, failed),
      ...this.#live.nearest.near(view, failed),
      ...this.#live.recordings.nearest(call, max),
    ]
    return closest(near, max, within)
  }

  compare(name: string, call: Call): Difference[] {
    const all = [...everyAdded(call.session), ...this.#live.rules.all]
    const rule = all.find((one) => one.name === name)
    return rule === undefined ? [] : conditionsOf(rule, viewOf(call))
  }

  decided(by: string, call: Call): ReturnType<Store['decided']> {
    const all = [...everyAdded(call.session), ...this.#live.rules.all]
    const winner = all.find(({ name }) => name === by)
    const others = all.filter(
      (rule) => rule !== winner && rule.kind !== 'guardrail' && ruleMatches(rule, call),
    )
    const [next] = others
    return {
      over: others.map(({ name }) => name),
      ...(winner !== undefined && next !== undefined && { because: whyBefore(winner, next) }),
    }
  }

  add(session: Session, fixture: unknown): Added {
    const { rule, remove } = addRule(session, fixture)
    return { name: rule.name, remove, calls: () => rule.calls }
  }

  fingerprint(): Promise<string> {
    this.#settle()
    return this.#live.fingerprint
  }

  list(session?: Session): ListedFixture[] {
    this.#settle()
    const { rules } = this.#live
    return [
      ...(session === undefined ? [] : everyAdded(session).map(describeRule)),
      ...rules.all.map(describeRule),
      ...this.stored().map(({ recording, calls }) => describeRecording(recording, calls)),
    ]
  }

  stored(): { recording: Recording; calls: number }[] {
    return this.#live.disk
      .recordings()
      .map((recording) => ({ recording, calls: this.#answered.get(recording.file) ?? 0 }))
  }

  shadowed(): Map<string, string> {
    const found = shadowed(this.#live.rules.all)
    return new Map([...found].map(([rule, by]) => [rule.name, by.name]))
  }

  addCalls(name: string, calls: number, session?: Session): void {
    const rules = session === undefined ? this.#live.rules.all : everyAdded(session)
    const rule = rules.find((one) => one.name === name)
    if (rule !== undefined) rule.calls += calls
    else
      for (const recording of this.#live.disk.recordings())
        if (recording.name === name) this.#countAnswers(recording.file, calls)
  }

  #countAnswers(file: string, count: number): void {
    this.#answered.set(file, (this.#answered.get(file) ?? 0) + count)
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
    this.#reloaded()
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close()
  }
}

const acceptAny: Accepts = () => true
const UNCOUNTED = { fails: false, place: 0 }

const everyAdded = (session: Session): Rule[] => [
  ...addedRules(session).all,
  ...(session.shared === undefined ? [] : addedRules(session.shared).all),
]
