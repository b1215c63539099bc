import { expect, test } from 'vitest'
import { COLUMNS, drawnColumns, readWidths } from '../../../../server/console/live/columns.ts'

test('hidden columns are not drawn, and an open call leaves room for fewer', () => {
  const { names, template } = drawnColumns(new Set(['model']), false)
  expect(names.size).toBe(COLUMNS.length - 1)
  expect(names.has('model')).toBe(false)
  expect(template).not.toContain('150px')
  expect(drawnColumns(new Set(), true).names.has('tokens')).toBe(false)
})

test('a chosen width is used, and shrinks next to an open call', () => {
  expect(drawnColumns(new Set(), false, { model: 222 }).template).toContain(' 222px ')
  expect(drawnColumns(new Set(), true, { model: 222 }).template).toContain('minmax(30px, 222px)')
})

test('stored widths are read within bounds; invalid ones are left out', () => {
  expect(readWidths('model:222,time:5,took:99999')).toEqual({ model: 222, time: 30, took: 600 })
  for (const text of [undefined, '', ':', 'model', 'model:', 'model:-5', 'colour:9', 'prompt:90'])
    expect(readWidths(text)).toEqual({})
})
