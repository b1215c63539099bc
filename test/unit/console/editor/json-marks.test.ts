import { expect, test } from 'vitest'
import { jsonMarks } from '../../../../server/console/editor/json-marks.ts'

test('marks where a text stops being JSON', () => {
  expect(jsonMarks('{ "a": 1 }')).toEqual([])
  expect(jsonMarks('{\n  "a" 1\n}')).toMatchObject([{ severity: 'error', line: 2, column: 7 }])
})
