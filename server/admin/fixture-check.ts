import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ruleMatches as matchesCall } from '../fixtures/conditions.ts'
import { checkText } from '../fixtures/load.ts'
import type { Rule } from '../fixtures/rule.ts'
import { callIn } from '../journal/call-in.ts'
import { draftOf } from '../journal/draft.ts'
import { packageRoot } from '../package.ts'
import { choice, filled, list, map, member, object, string, whole } from '../shape/shape.ts'
import { readFixtureFile } from '../store/fixture-files.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

/** The time limit for matching the journal against a fixture. */
const MAX_MS = 50
const MAX_CALLS = 1_000

const ids = list(string)

export const fixtureCheckRoutes: readonly AdminRoute[] = [
  {
    method: 'POST',
    path: '/fixtures/check',
    summary: "Checks the text of a fixture, and lists the journal's calls that it would match",
    body: object({
      text: member(string, 'The text of a fixture file.', 'required'),
      path: member(filled, 'The path where it is or would be saved.'),
    }),
    answer: {
      what: 'The problems, as `fixtures check` reports them.',
      shape: object({
        problems: member(
          list(
            object({
              severity: member(string, 'error or warning.', 'required'),
              line: member(whole(1), 'Counted from 1.', 'required'),
              column: member(whole(1), 'Counted from 1.', 'required'),
              message: member(string, 'What was found and what was expected.', 'required'),
            }),
          ),
          'In order of position.',
          'required',
        ),
        matches: member(
          object({
            now: member(ids, 'Calls that this text matches.', 'required'),
            before: member(ids, 'Calls that the current file matches.', 'required'),
          }),
          'Ids of the newest calls in the journal.',
          'required',
        ),
      }),
    },
    run: ({ body }, admin) => checked(body as { text: string; path?: string }, admin),
  },
  {
    method: 'GET',
    path: '/fixtures/schema',
    summary: 'Returns the JSON schema of a fixture, or of a guardrail file',
    query: { of: member(choice('of', 'fixture', 'guardrail'), 'fixture when omitted.') },
    answer: { what: 'The schema.', shape: map },
    run({ query }) {
      const { of = 'fixture' } = query as { of?: 'fixture' | 'guardrail' }
      return readFileSync(join(packageRoot, `fixtures/${of}.schema.json`), 'utf8')
    },
  },
  {
    method: 'POST',
    path: '/fixtures/draft',
    summary: 'Drafts a fixture for calls like the given one; writes nothing',
    body: object({ id: member(filled, 'The id of an exchange.', 'required') }),
    answer: {
      what: 'The fixture in pieces.',
      shape: object({
        path: member(string, 'A suggested path.', 'required'),
        conditions: member(
          list(
            object({
              name: member(string, 'The member of match.', 'required'),
              yaml: member(string, 'The member as YAML.', 'required'),
            }),
          ),
          'The match, in pieces.',
          'required',
        ),
        answer: member(string, 'The rest, as YAML.', 'required'),
      }),
    },
    problems: { 404: 'The journal has no exchange with that id.' },
    run({ body }, { journal }) {
      const { id } = body as { id: string }
      const exchange = journal.get(id)
      if (exchange === undefined) throw new Problem(404, `The journal has no exchange ${id}.`)
      return draftOf(exchange)
    },
  },
]

function checked(
  { text, path = 'new.yaml' }: { text: string; path?: string },
  admin: AdminSources,
) {
  const { fixtures } = admin.config
  const root = resolve(fixtures.at(-1) ?? '.')
  const loaded = checkText(text, join(root, path), { root, at: fixtures.length })
  const before = ruleAt(path, root, admin)
  return {
    problems: loaded.problems.map(({ severity, line, column, message }) => ({
      severity,
      line,
      column,
      message,
    })),
    matches: matches(loaded.kind === 'rule' ? loaded.rule : undefined, before, admin),
  }
}

/** The rule as currently saved in its file. */
function ruleAt(path: string, root: string, { config }: AdminSources): Rule | undefined {
  try {
    const file = readFixtureFile(config.fixtures, path)
    if (file === undefined) return undefined
    const loaded = checkText(file.text, join(root, path), { root, at: config.fixtures.length })
    return loaded.kind === 'rule' ? loaded.rule : undefined
  } catch {
    return undefined
  }
}

function matches(
  now: Rule | undefined,
  before: Rule | undefined,
  { journal, catalogue }: AdminSources,
): { now: string[]; before: string[] } {
  const found = { now: [] as string[], before: [] as string[] }
  if (now === undefined && before === undefined) return found
  const until = performance.now() + MAX_MS
  for (const exchange of journal.list({ limit: MAX_CALLS }).toReversed()) {
    if (performance.now() > until) break
    const call = callIn(exchange, catalogue)
    if (call === undefined) continue
    if (now !== undefined && matchesCall(now, call)) found.now.push(exchange.id)
    if (before !== undefined && matchesCall(before, call)) found.before.push(exchange.id)
  }
  return found
}
