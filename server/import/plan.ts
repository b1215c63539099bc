import { compiled } from '../fixtures/load.ts'
import { messageOf } from '../text/error-message.ts'
import { sha256 } from '../redaction/media.ts'
import type { ImportedRule, Item } from './exchange.ts'
import type { Owners } from './owners.ts'
import { readFile } from './read-file.ts'
import type { Reading } from './read-file.ts'
import { take } from './take.ts'
import type { Lack, Taken, Taking } from './take.ts'
import type { Walked } from './walk.ts'

/** What becomes of one file. */
export interface FilePlan {
  path: string
  /** `vcr`, `har` ... */
  format: string | undefined
  /** The positions of the items to import. */
  taken: Set<number>
  duplicates: number
  /** How many items are not imported, by the reason. */
  skipped: Map<string, number>
  /** Why the file has nothing, or nothing more. */
  why?: string
}

export interface Plan {
  files: FilePlan[]
  lacks: Map<Lack, number>
  remarks: Map<string, number>
  /** How many recordings had secrets, which are replaced. */
  redacted: number
}

export interface Planning {
  taking: Taking
  reading: Reading
  owners: Owners
  /** `items` counts what has been read of a large file. */
  progress(done: number, path: string, items?: number): void
}

/** Reads every file once and decides what to import. Keeps no content. */
export async function planImport(files: readonly Walked[], planning: Planning): Promise<Plan> {
  const plan: Plan = { files: [], lacks: new Map(), remarks: new Map(), redacted: 0 }
  for (const [at, { path, why }] of files.entries()) {
    planning.progress(at, path)
    const file: FilePlan = {
      path,
      format: undefined,
      taken: new Set(),
      duplicates: 0,
      skipped: new Map(),
    }
    if (why === undefined) await planFile(file, plan, planning)
    else file.why = why
    plan.files.push(file)
    // Signals and the progress bar get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { used } = planning.reading
  for (const file of plan.files) {
    if (file.format === undefined && used.has(file.path))
      file.why = 'a body that another file refers to'
  }
  return plan
}

/** How often the progress within a file is shown, in items. */
const EVERY = 500

async function planFile(file: FilePlan, plan: Plan, planning: Planning): Promise<void> {
  const { format, items, why } = readFile(file.path, planning.reading)
  file.format = format
  if (why !== undefined) file.why = why
  const claims = planning.owners.claimsOf(file.path)
  const notes = new Map<number, Pick<Taken, 'lacks' | 'isRedacted'>>()
  let at = 0
  try {
    for await (const item of items) {
      const taken = place(item, at, file, plan, planning, claims)
      if (taken !== undefined) notes.set(at, taken)
      at += 1
      if (at % EVERY === 0) planning.progress(plan.files.length, file.path, at)
    }
  } catch (thrown) {
    file.why = messageOf(thrown)
  }
  for (const index of claims.repeats()) {
    file.taken.delete(index)
    notes.delete(index)
    file.duplicates += 1
  }
  for (const { lacks, isRedacted } of notes.values()) {
    for (const lack of lacks) count(plan.lacks, lack)
    if (isRedacted) plan.redacted += 1
  }
  if (at === 0 && file.why === undefined) file.why = 'it holds no exchange'
}

function place(
  item: Item,
  at: number,
  file: FilePlan,
  plan: Plan,
  { taking, owners }: Planning,
  claims: ReturnType<Owners['claimsOf']>,
): Pick<Taken, 'lacks' | 'isRedacted'> | undefined {
  const skip = (why: string) => {
    count(file.skipped, why)
    return undefined
  }
  const duplicate = () => void (file.duplicates += 1)
  if (item.kind === 'skip') return skip(item.why)
  if (item.kind === 'rule') {
    const problem = ruleProblem(item.rule)
    if (problem !== undefined) return skip(problem)
    if (!owners.claimRule(ruleDigest(item.rule))) return duplicate()
    for (const remark of item.rule.remarks) count(plan.remarks, remark)
    file.taken.add(at)
    return undefined
  }
  const taken = take(item.exchange, taking)
  if ('why' in taken) return skip(taken.why)
  const claim = claims.claim(taken.id, taken.answer, at)
  if (claim === 'duplicate') return duplicate()
  if (claim !== 'taken') return skip(claim.why)
  file.taken.add(at)
  return { lacks: taken.lacks, isRedacted: taken.isRedacted }
}

export const ruleDigest = ({ fixture }: ImportedRule): string => sha256(JSON.stringify(fixture))

function ruleProblem({ name, fixture }: ImportedRule): string | undefined {
  const { rule, findings } = compiled(fixture, { name, file: '', folder: 0, added: true })
  return rule === undefined
    ? `it cannot be a fixture: ${findings.map(({ message }) => message).join('; ')}`
    : undefined
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
