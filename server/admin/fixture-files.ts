import { displayPath } from '../fixtures/folder.ts'
import { sentence } from '../shape/problem.ts'
import { boolean, list, member, object, string, whole } from '../shape/shape.ts'
import {
  ChangedFile,
  ForeignPath,
  foldersWritable,
  listFiles,
  ReadOnlyFile,
  readFixtureFile,
  removeFixtureFile,
  writeFixtureFile,
} from '../store/fixture-files.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

const file = object({
  path: member(string, 'The path in its fixtures folder, with slashes.', 'required'),
  text: member(string, 'The content of the file.', 'required'),
  etag: member(string, 'The value for If-Match when changing it.', 'required'),
  savedAt: member(whole(0), 'When it was last changed, in milliseconds since 1970.', 'required'),
  writable: member(boolean, 'Whether it can be changed.', 'required'),
})

const PROBLEMS = {
  400: 'The path is not a fixture file in the folders.',
  409: 'It cannot be written: the folder is read-only, or the disk is full.',
  412: 'The file has changed since it was opened; `text` has its current content.',
}

export const fixtureFileRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/folders',
    summary: 'Lists the fixtures folders and what was loaded from each',
    answer: {
      what: 'All of them, in order; later ones take precedence.',
      shape: object({
        folders: member(
          list(
            object({
              folder: member(string, 'The path of the folder.', 'required'),
              fixtures: member(whole(0), 'Loaded rules.', 'required'),
              recordings: member(whole(0), 'Loaded recordings.', 'required'),
              problems: member(list(string), 'The problems in the folder.', 'required'),
            }),
          ),
          'One for each folder.',
          'required',
        ),
      }),
    },
    run: (_request, { store }) => ({
      folders: store.folders().map((one) => ({ ...one, problems: one.problems.map(sentence) })),
    }),
  },
  {
    method: 'GET',
    path: '/files',
    summary: 'Lists the files of the fixtures folders',
    answer: {
      what: 'All of them, and whether new ones can be written.',
      shape: object({
        writable: member(boolean, 'Whether new files can be written.', 'required'),
        files: member(
          list(
            object({
              path: member(string, 'The path in its folder, with slashes.', 'required'),
              name: member(string, 'The name of the fixture.', 'required'),
              kind: member(string, 'rule, recording, guardrail, or broken.', 'required'),
              calls: member(whole(0), 'How often it answered.', 'required'),
              problems: member(list(string), 'Problems of the file.', 'required'),
              shadowedBy: member(string, 'The fixture that always answers in its place.'),
            }),
          ),
          'In order of path.',
          'required',
        ),
      }),
    },
    run: (_request, admin) => describeFiles(admin),
  },
  {
    method: 'GET',
    path: '/files/{path}',
    summary: 'Returns one fixture file; its path is percent-encoded',
    answer: { what: 'The file.', shape: file },
    problems: { 400: PROBLEMS[400], 404: 'There is no such file.' },
    run({ params: { path = '' } }, { config }) {
      const contents = guarded(() => readFixtureFile(config.fixtures, path))
      if (contents === undefined) throw new Problem(404, `File not found: ${JSON.stringify(path)}.`)
      return contents
    },
  },
  {
    method: 'PUT',
    path: '/files/{path}',
    changes: 'fixtures',
    summary: 'Writes a fixture file atomically; If-Match names the version to replace',
    body: object({ text: member(string, 'The new content.', 'required') }),
    answer: { what: 'The file.', shape: file },
    problems: PROBLEMS,
    async run({ params: { path = '' }, body, ifMatch }, { config, store }) {
      const { text } = body as { text: string }
      try {
        const written = await writeFixtureFile(config.fixtures, path, text, ifMatch)
        store.reload()
        return written
      } catch (thrown) {
        throw problemOf(thrown)
      }
    },
  },
  {
    method: 'DELETE',
    path: '/files/{path}',
    changes: 'fixtures',
    summary: 'Removes a fixture file; If-Match names the version to remove',
    problems: { ...PROBLEMS, 404: 'There is no such file.' },
    async run({ params: { path = '' }, ifMatch }, { config, store }) {
      let wasThere: boolean
      try {
        wasThere = await removeFixtureFile(config.fixtures, path, ifMatch)
      } catch (thrown) {
        throw problemOf(thrown)
      }
      if (!wasThere) throw new Problem(404, `File not found: ${JSON.stringify(path)}.`)
      store.reload()
    },
  },
]

function describeFiles({ config, store }: AdminSources): object {
  const byFile = new Map(store.list().map((one) => [one.file, one]))
  const guardrails = new Set(store.guardrails.map(({ source }) => source))
  const shadowed = store.shadowed()
  const problems = new Map<string, string[]>()
  for (const { file: display, line, column, message } of store.problems)
    problems.set(display, [...(problems.get(display) ?? []), `${line}:${column}: ${message}`])
  const files = listFiles(config.fixtures).map(({ path, file: absolute }) => {
    const display = displayPath(absolute)
    const known = byFile.get(display)
    const name = known?.name ?? path
    const shadowedBy = known?.kind === 'rule' ? shadowed.get(name) : undefined
    return {
      path,
      name,
      kind: known?.kind ?? (guardrails.has(display) ? 'guardrail' : 'broken'),
      calls: known?.calls ?? 0,
      problems: problems.get(display) ?? [],
      ...(shadowedBy !== undefined && { shadowedBy }),
    }
  })
  return { writable: foldersWritable(config.fixtures), files }
}

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    throw problemOf(thrown)
  }
}

function problemOf(thrown: unknown): unknown {
  if (thrown instanceof ForeignPath) return new Problem(400, thrown.message)
  if (thrown instanceof ReadOnlyFile) return new Problem(409, thrown.message)
  if (thrown instanceof ChangedFile)
    return new Problem(412, thrown.message, [], {
      text: thrown.text,
      etag: thrown.etag,
      savedAt: thrown.savedAt,
    })
  return thrown
}
