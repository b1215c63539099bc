import type { DraftFixture } from '../../journal/draft.ts'
import { boolean, filled, member, object, string } from '../../shape/shape.ts'
import { AdminError } from '../connection.ts'
import type { AdminConnection } from '../connection.ts'
import { textOf } from '../../json-fields.ts'
import type { Tool } from '../tool.ts'

// Tools that write fixtures.

const path = member(
  filled,
  'The path in the fixtures folder, with slashes: weather/paris.yaml.',
  'required',
)
const text = member(string, 'The text of the file, as YAML or JSON.', 'required')

interface Checked {
  problems: { severity: string; line: number; column: number; message: string }[]
  matches: { now: string[]; before: string[] }
}

export const fixtureTools: readonly Tool[] = [
  {
    name: 'draft_fixture',
    title: 'Draft a fixture',
    does: 'Drafts a fixture for calls like one in the journal: a suggested path and its text. Remove conditions that are too strict, and write the answer if the call had none.',
    changes: 'Changes nothing: save_fixture saves the draft.',
    effect: 'nothing',
    input: object({ id: member(filled, 'The id of a call in the journal.', 'required') }),
    async run({ id }, server) {
      const draft = await server.admin('POST', '/fixtures/draft', { id: textOf(id) })
      const { path: suggested, conditions, answer } = draft as DraftFixture
      const match = conditions.map(({ yaml }) => yaml).join('')
      return { path: suggested, text: `match:\n${match}${answer}` }
    },
  },
  {
    name: 'check_fixture',
    title: 'Check a fixture',
    does: 'Checks the text of a fixture. Returns all mistakes with line and column, and the calls in the journal that it would match.',
    changes: 'Changes nothing.',
    effect: 'nothing',
    input: object({
      text,
      path: member(filled, 'The path where it is or would be saved.'),
    }),
    async run({ text: given, path: where }, server) {
      const checked = await check(server, textOf(given), where as string | undefined)
      return { problems: sentences(checked), matches: checked.matches.now }
    },
  },
  {
    name: 'save_fixture',
    title: 'Save a fixture',
    does: 'Saves a fixture, which applies from the next call on. Rejects a text with mistakes, and an existing file unless replace is true.',
    changes: 'Writes a file in the fixtures folder of the server.',
    effect: 'writes',
    input: object({
      path,
      text,
      replace: member(boolean, 'Replaces the file if it exists.'),
    }),
    async run({ path: where, text: given, replace = false }, server) {
      const checked = await check(server, textOf(given), textOf(where))
      if (checked.problems.some(({ severity }) => severity === 'error'))
        throw new Error(`Nothing was saved. ${sentences(checked).join('\n')}`)
      const file = `/files/${encodeURIComponent(textOf(where))}`
      const etag = await etagOf(server, file)
      if (etag !== undefined && replace !== true)
        throw new Error(`${textOf(where)} exists; nothing was saved. Set replace to overwrite it.`)
      await server.admin('PUT', file, { text: textOf(given) }, etag)
      return { saved: where, problems: sentences(checked), matches: checked.matches.now }
    },
  },
]

async function check(server: AdminConnection, given: string, where?: string): Promise<Checked> {
  const body = { text: given, ...(where !== undefined && { path: where }) }
  return (await server.admin('POST', '/fixtures/check', body)) as Checked
}

const sentences = ({ problems }: Checked): string[] =>
  problems.map(
    ({ severity, line, column, message }) => `${line}:${column}: ${severity}: ${message}`,
  )

/** The version of a file; undefined if there is none. */
async function etagOf(server: AdminConnection, file: string): Promise<string | undefined> {
  try {
    const { etag } = (await server.admin('GET', file)) as { etag: string }
    return etag
  } catch (thrown) {
    if (thrown instanceof AdminError && thrown.status === 404) return undefined
    throw thrown
  }
}
