import { expect, test } from 'vitest'
import {
  tableAdvice,
  tableHead,
  tableRow,
  tableTotals,
} from '../../../../server/drill/report/table.ts'
import { drillReport as report, passedCase as passed } from '../../../support/drill-report.ts'
import { paintWith } from '../../../../server/text/colours.ts'

test('prints the table', () => {
  const rows = report.cases.map((one) => tableRow(one, paintWith(false)))
  expect([tableHead(), ...rows]).toEqual([
    'case             attempts  waits                 exit  time     result',
    'throttling       3         120, 300 ms           0     0.8 s    ok',
    'timeout          5         1, 2, 3, ... ms       -     0.8 s    hung',
    'lost             5         1, 2, 3, ... ms       -     0.8 s    hung',
    'stalled-stream                                                  skipped: it does not stream',
  ])
  expect(tableRow(passed, paintWith(true))).toContain('\u001B[32mok')
  expect(tableAdvice(report)).toEqual(['timeout, lost: Set a <time-out>.'])
  expect(tableTotals(report)).toBe('1 of 3 cases passed, 1 was skipped.')
  expect(tableTotals({ ...report, cases: [passed] })).toBe('1 of 1 case passed.')
})
