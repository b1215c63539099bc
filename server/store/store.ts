import type { Call, Operation } from '../bedrock/types.ts'
import type { DeclaredGuardrail } from '../guardrails/declared.ts'
import type { Session } from '../sessions.ts'
import type { WrittenFixture } from '../fixtures/fixture.ts'
import type { Accepts, Candidate } from './match-result.ts'
import type { FolderCounts } from './folder-counts.ts'
import type { ListedFixture } from './fixture-list.ts'
import type { LogLevel } from './contents.ts'
import type { Difference } from '../fixtures/conditions.ts'
import type { Failed, State } from '../state/state.ts'
import type { FixtureProblem } from '../shape/problem.ts'
import type { Recording } from '../recordings/recording.ts'
import type { Recordings } from '../recordings/recordings.ts'
import type { Wrote } from '../recordings/recording-file.ts'
import type { RecordingRun } from '../recordings/recording-run.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import type { ForcedByFixture } from './forced-verdict.ts'
import type { Miss, Answer } from '../bedrock/answer.ts'

export type { ListedFixture as Listed } from './fixture-list.ts'

export interface StoreOptions {
  /** Later folders win. */
  folders: readonly string[]
  /** The global `--pace`. */
  pace?: string
  log(level: LogLevel, message: string): void
  watch: boolean
  /** Keeps the counts of fixtures; this process by default. */
  state?: State
  /** Called after everything was read again. */
  reloaded?(): void
  /** Called after files or their problems are no longer as they were. */
  changed?(what: 'fixtures' | 'problems'): void
  /** Called when a fixture answers; with the session of the call if a test added the fixture. */
  answered?(name: string, session: string | undefined): void
}

/** A fixture that a test added. */
export interface Added {
  name: string
  remove(): void
  calls(): number
}

/** Which near misses are wanted. */
export interface NearLimits {
  /** 3 by default. */
  max?: number
  /** Their distance; any by default. */
  within?: number
}

export interface Store {
  /** All current problems in the folders. */
  readonly problems: readonly FixtureProblem[]
  readonly count: { fixtures: number; recordings: number }
  /** The same by folder, with the problems of each. */
  folders(): FolderCounts[]
  readonly recordings: Recordings
  /** Problems in the answers of recordings, which are read on demand. */
  checkRecordings(): FixtureProblem[]
  /** The recording run of this server. */
  readonly run: RecordingRun
  /** Adds a recording that this server wrote. */
  wrote: Wrote
  /** The guardrails that files of the folders declare. */
  readonly guardrails: readonly DeclaredGuardrail[]
  /** The merged settings.yaml files of the folders. */
  readonly settings: FixtureSettings
  /** The accepted candidates, any by default, up to the first that answers for certain. Has no side effects. */
  candidates(call: Call, accepts?: Accepts): Candidate[]
  /** Whether any fixture of the call's session fails a few times before it answers. */
  failsFirst(call: Call): boolean
  /** The candidate that answers next, by the counts of this process unless others are given. Has no side effects. */
  find(call: Call, accepts?: Accepts, failed?: Failed): Candidate | undefined
  /** Which of the candidates answers next. Has no side effects. */
  first(
    candidates: readonly Candidate[],
    call: Call,
  ): Candidate | undefined | Promise<Candidate | undefined>
  /** Whether any fixture or recording could answer an operation that this server does not support. */
  mayAnswer(operation: Operation, session: Session): boolean
  /** Counts and plays the candidate that answers. */
  take(
    candidates: readonly Candidate[],
    call: Call,
  ): Answer | undefined | Promise<Answer | undefined>
  /** The verdict that a fixture sets for the guardrail of a call. */
  forced(call: Call, failed?: Failed): ForcedByFixture | undefined
  /** Near misses, closest first, each with the differences in words. */
  nearest(call: Call, limits?: NearLimits, failed?: Failed): Miss[]
  /** Each condition of the named fixture, checked against a call; empty for a recording. */
  compare(name: string, call: Call): Difference[]
  /** Which other written fixtures match a call, and why the one that answers comes before the first of them. */
  decided(by: string, call: Call): { over: string[]; because?: string }
  /** Adds a fixture for one session. Throws an error that lists its problems. */
  add(session: Session, fixture: unknown): Added
  /** A digest of everything in the folders: servers with the same fixtures have the same one. */
  fingerprint(): Promise<string>
  /** The fixtures of the folders; with a session, after those added for it. */
  list(session?: Session): ListedFixture[]
  /** The recordings of the folders, and how often each has answered since it was loaded. */
  stored(): { recording: Recording; calls: number }[]
  /** Fixtures that never answer, each with the one that always answers in its place, by their names. */
  shadowed(): Map<string, string>
  /** The fixture as written; undefined for recordings. */
  written(name: string): WrittenFixture | undefined
  /** The names of fixtures that have never answered. */
  unused(): string[]
  /** Counts answers that another process gave; the session is that of a call, for a fixture that a test has added. */
  addCalls(name: string, calls: number, session?: Session): void
  /** Reads everything again. */
  reload(): void
  close(): void
}
