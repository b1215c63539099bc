import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { expect, test } from 'vitest'
import { rooms, SHARED } from '../../scripts/rooms.ts'

const root = join(import.meta.dirname, '../../server')
const posix = (path: string) => path.split(sep).join('/')

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map(posix)
  .filter((file) => /\.tsx?$/.test(file))

const IMPORT = /(?:\bfrom|\bimport\(|\bimport)\s*'(\.{1,2}\/[^']+)'/g

/** The files of the server that a file imports, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(IMPORT)].map(([, path = '']) =>
    posix(normalize(join(dirname(file), path))),
  )
}

const graph = new Map(files.map((file) => [file, importsOf(file)]))
const roomOf = (file: string) => file.split('/')[0] ?? ''

test('every folder is a room of the table', () => {
  const folders = new Set(files.filter((file) => file.includes('/')).map(roomOf))
  expect([...folders].toSorted()).toEqual(rooms.map(({ name }) => name).toSorted())
})

test('a room uses only rooms above it', () => {
  const above = new Set<string>()
  for (const { name, uses } of rooms) {
    expect({ name, below: uses.filter((one) => !above.has(one)) }).toEqual({ name, below: [] })
    above.add(name)
  }
})

test.each(rooms)('$name imports what the table allows', ({ name, uses }) => {
  const allowed = new Set([name, ...uses, ...SHARED, ...(name === 'testing' ? ['index.ts'] : [])])
  const used = new Set<string>()
  for (const file of files.filter((one) => roomOf(one) === name)) {
    const imported = graph.get(file) ?? []
    for (const one of imported) used.add(roomOf(one))
    expect({ file, forbidden: imported.filter((one) => !allowed.has(roomOf(one))) }).toEqual({
      file,
      forbidden: [],
    })
  }
  expect(uses.filter((one) => !used.has(one))).toEqual([])
})

test('no file imports itself by way of others', () => {
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' > '))
    if (done.has(file) || path.includes(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})
