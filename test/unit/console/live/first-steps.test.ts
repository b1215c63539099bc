import { expect, test } from 'vitest'
import { firstRunOf } from '../../../../server/console/live/first-steps.ts'
import type { Row } from '../../../../server/journal/row.ts'

const row = (id: string, source: string, missed?: true): Row => ({
  id,
  source,
  session: 'a',
  operation: 'Converse',
  at: 0,
  status: 200,
  totalMs: 1,
  events: 1,
  ended: 'complete',
  ...(missed && { missed }),
})

test('offers to write a fixture for the newest unmatched call, until one has answered', () => {
  const calls = [row('1', 'catalogue'), row('2', 'invented'), row('3', 'miss', true)]
  expect(firstRunOf(calls, undefined)).toMatchObject({ name: 'write', row: { id: '3' } })
  expect(firstRunOf([row('1', 'catalogue')], undefined)).toBeUndefined()
  expect(firstRunOf([...calls, row('4', 'fixture')], undefined)).toBeUndefined()
})

test('waits for the answer of a fixture that was written', () => {
  const calls = [row('1', 'fixture'), row('2', 'invented')]
  expect(firstRunOf(calls, '2')).toBeUndefined()
  expect(firstRunOf([...calls, row('3', 'fixture')], '2')).toMatchObject({
    name: 'done',
    row: { id: '3' },
  })
})
