import { expect, test } from 'vitest'
import { objectOf } from '../../../../../server/json-fields.ts'
import type { Block } from '../../../../../server/neutral/prompt.ts'
import {
  brief,
  call,
  eventsOf,
  full,
  outputOf,
  thought,
  write,
} from '../../../../support/written-response.ts'

test('tool calls are numbered in an answer below /openai/v1, in streams by position', () => {
  const shape = { call_id: 'call_0', id: expect.stringMatching(/^fc_[0-9a-f]{32}$/) }
  expect(outputOf(write(full, [thought, call, call]).response)).toMatchObject([
    { type: 'reasoning' },
    { arguments: '{"city":"Rome"}', ...shape },
    { call_id: 'call_1' },
  ])
  expect(eventsOf(full, [thought, call]).findLast(({ item }) => item)).toMatchObject({
    item: { call_id: 'call_1' },
  })
})

test('tool calls have no id below /v1 but the position of the item', () => {
  const [, item] = outputOf(write(brief, [thought, call]).response)
  expect(Object.keys(item ?? {}).join(' ')).toBe(
    'arguments call_id item_id name output_index status type',
  )
  expect(item).toMatchObject({
    call_id: expect.stringMatching(/^call_[0-9a-f]{16}$/),
    output_index: 1,
  })
})

test('tool calls have an id in events below /v1, which is that of their arguments', () => {
  const events = eventsOf(brief, [thought, call])
  const items = events.map(({ item }) => objectOf(item)).filter((item) => item['name'])
  const keys = items.map((item) => Object.keys(item).join(' '))
  expect(new Set(keys)).toEqual(new Set(['arguments call_id id name status type']))
  const [added, done] = items
  expect(done).toEqual({ ...added, arguments: '{"city":"Rome"}', status: 'completed' })
  const [delta] = events.filter(({ type }) => type === 'response.function_call_arguments.delta')
  expect(delta?.['item_id']).toBe(added?.['id'])
  const [, last] = outputOf(objectOf(events.at(-1)?.['response']))
  expect(last).toMatchObject({ item_id: added?.['id'], output_index: 1 })
})

test('tool calls keep the id that a fixture gives them', () => {
  const named: Block = { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: {} } }
  expect(outputOf(write(full, [named]).response)).toMatchObject([{ call_id: 'tooluse_1' }])
})
