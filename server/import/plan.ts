import { compiled } from '../fixtures/load.ts'
import { messageOf } from '../text/error-message.ts'
import type { ImportedRule, Item } from './exchange.ts'
import type { FilePlan, ImportOutcome } from './file-plan.ts'
import type { Owners } from './owners.ts'
import { readFile } from './read-file.ts'
import type { ReadContext } from './read-file.ts'
import { take } from './take.ts'
import type { Lack, TakenExchange, Taking } from './take.ts'
import type { Walked } from './walk.ts'
import type { StubServer } from './wiremock/server.ts'
import { postpone, settle } from './wiremock/settle.ts'

export interface ImportPlan {
  files: FilePlan[]
  lacks: Map<Lack, number>
  remarks: Map<string, number>
  /** How many recordings had secrets, which are replaced. */
  redacted: number
}

export interface Planning {
  taking: Taking
  reading: ReadContext
  owners: Owners
  /** `items` counts what has been read of a large file. */
  progress(done: number, path: string, items?: number): void
}

/** Reads every file once and decides what to import. Keeps no content. */
export async function planImport(
  files: readonly Walked[],
  planning: Planning,
): Promise<ImportPlan> {
  const plan: ImportPlan = { files: [], lacks: new Map(), remarks: new Map(), redacted: 0 }
  const servers = new Map<string, StubServer>()
  for (const [at, { path, why }] of files.entries()) {
    planning.progress(at, path)
    const file: FilePlan = { path, format: undefined, outcomes: [] }
    if (why === undefined) await planFile(file, plan, planning, servers)
    else file.why = why
    plan.files.push(file)
    // Signals and the progress bar get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const server of servers.values())
    for (const mapping of settle(server, planning.owners)) countNote(mapping, plan)
  const { used } = planning.reading
  for (const file of plan.files) {
    if (file.outcomes.length > 0 || !used.has(file.path)) continue
    file.isPart = true
    delete file.why
  }
  return plan
}

/** How often the progress within a file is shown, in items. */
const EVERY = 500

async function planFile(
  file: FilePlan,
  plan: ImportPlan,
  planning: Planning,
  servers: Map<string, StubServer>,
): Promise<void> {
  const { format, items, why } = readFile(file.path, planning.reading)
  file.format = format
  if (why !== undefined) file.why = why
  const claims = planning.owners.claimsOf(file.path)
  const nth = plan.files.length
  const notes = new Map<number, Note>()
  let at = 0
  try {
    for await (const item of items) {
      const { outcome, note } =
        item.kind !== 'rule' && item.stub !== undefined
          ? { outcome: postpone(item, item.stub, { file, nth, at }, planning.taking, servers) }
          : place(item, at, plan, planning, claims)
      file.outcomes.push(outcome)
      if (note !== undefined) notes.set(at, note)
      at += 1
      if (at % EVERY === 0) planning.progress(nth, file.path, at)
    }
  } catch (thrown) {
    file.why = messageOf(thrown)
  }
  for (const index of claims.repeats()) {
    file.outcomes[index] = 'duplicate'
    notes.delete(index)
  }
  for (const note of notes.values()) countNote(note, plan)
  if (at === 0 && file.why === undefined) file.why = 'it contains no exchange'
}

type Note = Pick<TakenExchange, 'lacks' | 'isRedacted'>

function countNote({ lacks, isRedacted }: Note, plan: ImportPlan): void {
  for (const lack of lacks) count(plan.lacks, lack)
  if (isRedacted) plan.redacted += 1
}

function place(
  item: Item,
  at: number,
  plan: ImportPlan,
  { taking, owners }: Planning,
  claims: ReturnType<Owners['claimsOf']>,
): { outcome: ImportOutcome; note?: Note } {
  if (item.kind === 'skip') return { outcome: { why: item.why } }
  if (item.kind === 'rule') {
    const why = ruleProblem(item.rule)
    if (why !== undefined) return { outcome: { why } }
    if (!owners.claimRule(item.rule.fixture)) return { outcome: 'duplicate' }
    for (const remark of item.rule.remarks) count(plan.remarks, remark)
    return { outcome: 'taken' }
  }
  const taken = take(item.exchange, taking)
  if ('why' in taken) return { outcome: taken }
  const outcome = claims.claim(taken.id, taken.answer, at)
  const { lacks, isRedacted } = taken
  return outcome === 'taken' ? { outcome, note: { lacks, isRedacted } } : { outcome }
}

/** How many of a file's items are taken, duplicates or skipped for a reason. */
export function outcomeCounts({ outcomes }: FilePlan) {
  const skipped = new Map<string, number>()
  let taken = 0
  let duplicates = 0
  for (const outcome of outcomes) {
    if (outcome === 'taken') taken += 1
    else if (outcome === 'duplicate') duplicates += 1
    else count(skipped, outcome.why)
  }
  return { taken, duplicates, skipped }
}

function ruleProblem({ name, fixture }: ImportedRule): string | undefined {
  const { rule, findings } = compiled(fixture, { name, file: '', folder: 0, added: true })
  return rule === undefined
    ? `it cannot be a fixture: ${findings.map(({ message }) => message).join('; ')}`
    : undefined
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
