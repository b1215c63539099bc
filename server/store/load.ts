import { dirname, relative, sep } from 'node:path'
import { readWithin, reason, shown } from './folder.ts'
import { check } from './format/check.ts'
import type { Finding } from './format/check.ts'
import { fixture as shape } from './format/members.ts'
import { placesOf } from './format/place.ts'
import { prune } from './format/prune.ts'
import { decode, readDocuments, Unreadable } from './format/read.ts'
import type { Problem } from './problem.ts'
import { compileRule } from './rule.ts'
import type { Origin, Rule } from './rule.ts'

/** Recordings hold whole answers, images among them. */
const LARGEST_RECORDING = 64 * 1024 * 1024
const LARGEST_FIXTURE = 8 * 1024 * 1024

/** What a file turned out to be. With errors there is no rule. */
export type Loaded =
  | { kind: 'rule'; rule: Rule | undefined; problems: Problem[]; beside?: string[] }
  | { kind: 'recording'; text: string; problems: Problem[] }

/** Which folder a file is in. */
export interface Folder {
  root: string
  /** Its place among the folders: later ones win. */
  at: number
}

const RECORDING = /^(?:\uFEFF?(?:[ \t]*#[^\n]*|[ \t\r]*|---[ \t\r]*)\n)*request:/

/** Reads one file, whose size may be known. All that is wrong with it is reported at once. */
export function loadFile(path: string, folder: Folder, size?: number): Loaded {
  const file = shown(path)
  try {
    const text = decode(readWithin(path, LARGEST_RECORDING, size))
    if (/\.ya?ml$/i.test(path) && RECORDING.test(text))
      return { kind: 'recording', text, problems: [] }
    if (text.length > LARGEST_FIXTURE)
      throw new Unreadable(
        'the file is larger than 8 MB; keep large bytes in files beside the fixture',
      )
    return loadRule(text, path, folder)
  } catch (thrown) {
    const place = thrown instanceof Unreadable ? thrown.place : { line: 1, column: 1 }
    const message =
      thrown instanceof Unreadable || thrown instanceof RangeError
        ? thrown.message
        : `cannot be read: ${reason(thrown)}`
    return {
      kind: 'rule',
      rule: undefined,
      problems: [{ severity: 'error', file, ...place, message }],
    }
  }
}

function loadRule(text: string, path: string, { root, at }: Folder): Loaded {
  const [written, ...others] = readDocuments(text, path.endsWith('.json'))
  const file = shown(path)
  const name = relative(root, path).split(sep).join('/')
  const beside: string[] = []
  const origin = { name, file, folder: at, added: false, root, directory: dirname(path), beside }
  const { rule, findings } = compiled(written, origin)
  if (others.length > 0) {
    findings.push({
      path: [],
      message: `the file holds ${others.length + 1} documents; one fixture a file was expected`,
    })
  }
  return {
    kind: 'rule',
    rule: others.length > 0 ? undefined : rule,
    problems: problemsOf(text, file, findings),
    beside,
  }
}

/** Checks and compiles what was read; the rule is undefined when something keeps it from being used. */
export function compiled(
  written: unknown,
  origin: Origin,
): { rule: Rule | undefined; findings: Finding[] } {
  if (written === undefined || written === null) {
    return {
      rule: undefined,
      findings: [{ path: [], message: 'the file is empty; a fixture was expected' }],
    }
  }
  const findings = check(written, shape)
  if (findings.length > 0)
    return { rule: undefined, findings: [...findings, ...meant(written, findings, origin)] }
  const rule = compileRule(written, origin, findings)
  return {
    rule: findings.some(({ severity }) => severity !== 'warning') ? undefined : rule,
    findings,
  }
}

/** What the meaning of the rest tells to be wrong, too. */
function meant(written: unknown, wrong: readonly Finding[], origin: Origin): Finding[] {
  // What is left may lack something for it, an error without its type for example: that goes, too.
  let rest = prune(written, wrong)
  for (let more = check(rest, shape); more.length > 0; more = check(rest, shape)) {
    if (rest === undefined) return []
    rest = prune(rest, more)
  }
  const findings: Finding[] = []
  compileRule(rest ?? {}, origin, findings)
  // What was taken away may be what these say is missing, or what an operation could not say without it.
  const cut = wrong.some(({ path: [part] }) => part === 'answer' || part === 'answers')
  return findings.filter(({ path: [part, member] }) =>
    member === undefined ? part === 'then' : !(cut && member === 'operation'),
  )
}

function problemsOf(text: string, file: string, findings: readonly Finding[]): Problem[] {
  if (findings.length === 0) return []
  const places = placesOf(text, findings)
  return findings
    .map(({ severity, message }, at): Problem => ({
      severity: severity ?? 'error',
      file,
      ...(places[at] ?? { line: 1, column: 1 }),
      message,
    }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
}
