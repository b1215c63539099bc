import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '../settings/config.ts'
import { redactText } from '../redaction/redact.ts'
import { findingsOf } from './findings.ts'
import type { Ground } from './ground.ts'
import { callsOf, observe, OPERATIONS } from './observe.ts'
import { plainText } from './plain-text.ts'
import type { DrillTarget } from './target.ts'
import type { Baseline, CaseReport, DrillCase, DrillReport, RunEnd, SeenCall } from './types.ts'

export interface DrillRun {
  cases: readonly DrillCase[]
  timeoutMs: number
  /** How many cases run at the same time. */
  concurrency?: number
  onCase?(report: CaseReport): void
}

const MAX_KEPT = 4_000
const MAX_SETTLE_MS = 1_000
/** The client may know the end of an answer before the journal does. */
const JOURNAL_MS = 20

/** Runs a target once plain, and once for each case. Throws if the plain run is not a success to compare with. */
export async function drill(
  open: (name: string) => Ground,
  target: DrillTarget,
  { cases, timeoutMs, concurrency = 1, onCase = () => {} }: DrillRun,
): Promise<DrillReport> {
  const plain = await runPlain(open('plain'), target, timeoutMs)
  const reports: CaseReport[] = []
  const waiting = [...cases.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, row] = next
      const report = await runCase(row, () => open(row.name), target, plain, timeoutMs)
      reports[at] = report
      onCase(report)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return {
    target: target.text,
    ok: reports.every(({ findings }) => findings.length === 0),
    plain: { calls: plain.calls.length, ms: plain.ending.ms },
    cases: reports,
  }
}

async function runPlain(ground: Ground, target: DrillTarget, timeoutMs: number): Promise<Baseline> {
  try {
    const ending = await target.run(ground.env, timeoutMs)
    await sleep(JOURNAL_MS)
    const exchanges = ground.calls()
    const calls = callsOf(exchanges)
    const miss = exchanges.find(({ misses }) => misses)?.error?.message
    const problem = problemOf(ending, timeoutMs, calls, miss)
    if (problem !== undefined) {
      const end = redactText(plainText(ending.output)).trimEnd().split('\n').slice(-10).join('\n')
      throw new ConfigError(`${target.text}: ${problem}${end === '' ? '' : `\n${end}`}`)
    }
    return { calls, ending }
  } finally {
    ground.clear()
  }
}

function problemOf(
  { exitCode, timedOut }: RunEnd,
  timeoutMs: number,
  calls: readonly SeenCall[],
  miss: string | undefined,
): string | undefined {
  if (timedOut) {
    return `the run without failures did not end within ${timeoutMs / 1_000} s; allow more with --timeout`
  }
  if (exitCode !== 0) {
    const why = miss === undefined ? '' : `; ${miss}`
    return `the run without failures failed (exit code ${exitCode}), so there is nothing to compare with${why}`
  }
  if (calls.length > 0) return undefined
  return 'the run without failures did not call a model on this server; does the code set its own endpoint or credentials?'
}

async function runCase(
  row: DrillCase,
  open: () => Ground,
  target: DrillTarget,
  plain: Baseline,
  timeoutMs: number,
): Promise<CaseReport> {
  const { name, about } = row
  const nothing = { attempts: 0, waitsMs: [], exitCode: 0, timedOut: false, ms: 0, output: '' }
  const skipped = (why: string) => ({ name, about, skipped: why, ...nothing, findings: [] })
  if (row.streams === true && !plain.calls.some(({ streams }) => streams))
    return skipped('the command does not stream')
  const ground = open()
  try {
    const label = `drill: ${name}`
    const isSettled = inject(row, ground, plain, label)
    const ending = await target.run(ground.env, timeoutMs)
    await settled(() => isSettled(callsOf(ground.calls(), label)))
    const calls = callsOf(ground.calls(), label)
    if (!calls.some(({ struck }) => struck)) return skipped('no call was affected')
    const run = observe(row, ending, calls, plain)
    const findings = findingsOf(run, row)
    const accepted = findings.some(({ kind }) => kind === 'cut stream accepted')
    return {
      name,
      about,
      attempts: run.attempts,
      waitsMs: run.waitsMs,
      exitCode: run.exitCode,
      timedOut: run.timedOut,
      ms: Math.round(run.ms),
      ...(accepted && run.shown !== undefined && { accepted: run.shown }),
      findings,
      output: redactText(plainText(run.output)).slice(-MAX_KEPT),
    }
  } finally {
    ground.clear()
  }
}

/** Prepares the failure of a case. Returns whether the journal has all calls that it affected. */
function inject(
  { fault, perModel, answer }: DrillCase,
  ground: Ground,
  { calls }: Baseline,
  label: string,
): (calls: readonly SeenCall[]) => boolean {
  if (answer !== undefined) {
    const texts = new Map(calls.map(({ prompt, text }) => [prompt, text]))
    for (const [prompt, text] of texts) {
      if (prompt === '' || text === '') continue
      const match = { operation: OPERATIONS, prompt: { equals: prompt } }
      ground.addFixture({ name: label, match, answer: answer(text) })
    }
  }
  if (fault === undefined) return () => true
  const model = [...new Set(calls.map((call) => call.model))]
  const match = { operation: OPERATIONS, ...(perModel === true && { model }) }
  const added = ground.addFault({ ...fault, name: label, match })
  return (seen) => seen.filter(({ struck }) => struck).length >= added.struck
}

/** A call that the client aborted reaches the journal a moment later. */
async function settled(isDone: () => boolean): Promise<void> {
  await sleep(JOURNAL_MS)
  const until = Date.now() + MAX_SETTLE_MS
  while (!isDone() && Date.now() < until) await sleep(10)
}
