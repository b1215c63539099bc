import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { expect, test } from 'vitest'
import { rooms, SHARED } from '../../scripts/rooms.ts'

const root = join(import.meta.dirname, '../..')
const posix = (path: string) => path.split(sep).join('/')
const roomOf = (file: string) => (file.startsWith('server/') ? (file.split('/')[1] ?? '') : '')

// Types count: `import type`, `export ... from` and `import('...')` too.
const IMPORT = /(?:\bfrom|\bimport\(|\bimport)\s*'(\.{1,2}\/[^']+)'/g

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules'))
    .map((file) => posix(join(folder, file)))

const graph = new Map(
  ['server', 'scripts', 'lambdas'].flatMap(filesIn).map((file) => {
    const imports = readFileSync(join(root, file), 'utf8').matchAll(IMPORT)
    return [file, [...imports].map(([, to = '']) => posix(normalize(join(dirname(file), to))))]
  }),
)

test('every folder is a room in the table', () => {
  const folders = [...graph.keys()].map(roomOf).filter((room) => /^[a-z-]+$/.test(room))
  expect([...new Set(folders)].toSorted()).toEqual(rooms.map(({ name }) => name).toSorted())
})

test.each(rooms)(
  '$name imports only the rooms of its row, which are above it',
  ({ name, uses }) => {
    const above = rooms.slice(
      0,
      rooms.findIndex((room) => room.name === name),
    )
    expect(uses.filter((use) => !above.some((room) => room.name === use))).toEqual([])
    const shared = [name, ...SHARED, ...(name === 'testing' ? ['index.ts'] : [])]
    const imports = [...graph].filter(([file]) => roomOf(file) === name).flatMap(([, to]) => to)
    const used = new Set(imports.map(roomOf).filter((room) => !shared.includes(room)))
    expect([...used].toSorted()).toEqual(uses.toSorted())
  },
)

test('no file imports itself through others', () => {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): void => {
    expect(path, `${[...path, file].join(' > ')} is a circle`).not.toContain(file)
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
})
