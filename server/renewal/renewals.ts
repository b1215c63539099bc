import { randomUUID } from 'node:crypto'
import { RecordingFile } from '../recordings/recording-file.ts'
import type { Wrote } from '../recordings/recording-file.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { messageOf } from '../text/error-message.ts'
import { askAgain } from './ask-again.ts'
import type { RenewalOutcome, RecordedCall, RenewalWay } from './ask-again.ts'
import { changesOf } from './changes.ts'
import type { AnswerChange } from './changes.ts'
import { costOfAnswer } from './estimate.ts'
import { gistOf } from './gist.ts'
import { Holder } from './held.ts'
import { UnknownJob } from './unknown-job.ts'

/** One renewed recording. */
interface Renewed {
  name: string
  /** A failed renewal has nothing to accept. */
  state: 'same' | 'changed' | 'failed' | 'accepted'
  changes: readonly AnswerChange[]
  /** The cost of the old and the new answers in US dollars, if known. */
  costBefore?: number
  costAfter?: number
  /** Why there is no new answer. */
  why?: string
}

/** Recordings that are being renewed. Their files do not change until an answer is accepted. */
export interface Job {
  id: string
  state: 'running' | 'stopped' | 'done'
  done: number
  of: number
  results: readonly Renewed[]
  /** Why it ended early, unless it was stopped. */
  why?: string
}

interface Needs {
  ask: RenewalWay['ask']
  settings(): FixtureSettings
  wrote: Wrote
}

const MAX_JOBS = 10

/** The renewals of a server. Old ones are dropped, including answers that were not accepted. */
export class Renewals {
  readonly #needs: Needs
  readonly #jobs = new Map<string, RunningJob>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  start(calls: readonly RecordedCall[]): Job {
    const job = new RunningJob(calls, this.#needs)
    this.#jobs.set(job.id, job)
    for (const id of this.#jobs.keys()) if (this.#jobs.size > MAX_JOBS) this.#jobs.delete(id)
    return job.describe()
  }

  get(id: string): Job {
    return this.#find(id).describe()
  }

  stop(id: string): Job {
    const job = this.#find(id)
    job.stop()
    return job.describe()
  }

  /** Writes the new answers over the old ones. */
  async accept(id: string, names: readonly string[]): Promise<Job> {
    const job = this.#find(id)
    for (const name of names) await job.accept(name)
    return job.describe()
  }

  #find(id: string): RunningJob {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new UnknownJob(id)
    return job
  }
}

class RunningJob {
  readonly id = randomUUID()
  readonly #needs: Needs
  readonly #holder: Holder
  readonly #files: ReadonlyMap<string, string>
  readonly #results = new Map<string, Renewed>()
  readonly #stopped = new AbortController()
  readonly #of: number
  #ended = false
  #trouble: string | undefined

  constructor(calls: readonly RecordedCall[], needs: Needs) {
    this.#needs = needs
    this.#of = calls.length
    this.#holder = new Holder(needs.settings)
    this.#files = new Map(calls.map(({ recording: { name, file } }) => [name, file]))
    const way: RenewalWay = {
      ask: needs.ask,
      keep: (call, answer) => this.#holder.keep(call, answer),
    }
    void askAgain(calls, way, {
      signal: this.#stopped.signal,
      done: (outcome) => this.#results.set(outcome.name, renewedFrom(outcome)),
    })
      .catch((thrown: unknown) => {
        this.#trouble = messageOf(thrown)
      })
      .finally(() => {
        this.#ended = true
      })
  }

  stop(): void {
    this.#stopped.abort()
  }

  describe(): Job {
    const { size } = this.#results
    const state = !this.#ended ? 'running' : size < this.#of ? 'stopped' : 'done'
    return {
      id: this.id,
      state,
      done: size,
      of: this.#of,
      results: [...this.#results.values()],
      ...(this.#trouble !== undefined && { why: this.#trouble }),
    }
  }

  async accept(name: string): Promise<void> {
    const result = this.#results.get(name)
    const path = this.#files.get(name)
    const held = this.#holder.of(name)
    if (result?.state !== 'changed' || path === undefined || held.length === 0) return
    // The file is replaced, even if another process wrote it.
    const file = new RecordingFile(path, false, { isLater: () => false })
    let trouble: unknown
    for (const [place, { call, response }] of held.entries())
      file.take({ place, call, response, done: (thrown) => (trouble ??= thrown) })
    await file.write(this.#needs.settings(), this.#needs.wrote)
    if (trouble !== undefined) throw new Error(`${name} cannot be written: ${messageOf(trouble)}`)
    this.#holder.drop(name)
    this.#results.set(name, { ...result, state: 'accepted' })
  }
}

function renewedFrom(outcome: RenewalOutcome): Renewed {
  const { name, failed, lost, before, after, call } = outcome
  const why = failed ?? lost
  if (why !== undefined) return { name, state: 'failed', changes: [], why }
  const changes = changesOf(outcome)
  const sum = (responses: RenewalOutcome['before']) =>
    responses.reduce<number | undefined>((total, response) => {
      const cost = costOfAnswer(gistOf(response, call).usage, call)
      return total === undefined || cost === undefined ? undefined : total + cost
    }, 0)
  const [costBefore, costAfter] = [sum(before), sum(after)]
  return {
    name,
    state: changes.length === 0 ? 'same' : 'changed',
    changes,
    ...(costBefore !== undefined && { costBefore }),
    ...(costAfter !== undefined && { costAfter }),
  }
}
