import { expect, test } from 'vitest'
import { COLUMNS, drawnColumns } from '../../../../server/console/live/columns.ts'

test('hidden columns are not drawn, and an open call leaves room for fewer', () => {
  const { names, template } = drawnColumns(new Set(['model']), false)
  expect(names.size).toBe(COLUMNS.length - 1)
  expect(names.has('model')).toBe(false)
  expect(template).not.toContain('150px')
  expect(drawnColumns(new Set(), true).names.has('tokens')).toBe(false)
})
