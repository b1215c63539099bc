import { expect, test } from 'vitest'
import { lineDiff } from '../../../../server/console/live/line-diff.ts'

const numbered = (count: number, change: (at: number) => string = String) =>
  Array.from({ length: count }, (_, at) => change(at)).join('\n')

test('short texts are shown in full', () => {
  expect(lineDiff('a\nb\n', 'a\nc\n')).toEqual([
    { kind: 'both', text: 'a' },
    { kind: 'removed', text: 'b' },
    { kind: 'added', text: 'c' },
  ])
})

test('common lines are left out far from a difference', () => {
  const lines = lineDiff(
    numbered(1_000),
    numbered(1_000, (at) => (at === 500 ? 'x' : String(at))),
  )
  expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'omitted 496 unchanged lines',
    ...['496', '497', '498', '499'].map((at) => `both ${at}`),
    'removed 500',
    'added x',
    ...['501', '502', '503', '504'].map((at) => `both ${at}`),
    'omitted 495 unchanged lines',
  ])
})

test('texts of megabytes are shown in parts, however much they differ', () => {
  const long = 'x'.repeat(5_000_000)
  const [removed, added] = lineDiff(`${long}1`, `${long}2`)
  expect([removed?.text.length, added?.text.length]).toEqual([2_028, 2_028])
  const many = lineDiff(
    numbered(200_000),
    numbered(200_000, (at) => `other ${at}`),
  )
  expect(many).toHaveLength(2_003)
  expect(many[0]?.text).toBe('The texts differ too much to be compared line by line.')
})
