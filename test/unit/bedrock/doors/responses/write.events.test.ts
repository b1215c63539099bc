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
  typesOf,
} from '../../../../support/written-response.ts'

test('events of reasoning and text below /v1', () => {
  const events = eventsOf(brief, [thought, { text: 'In Italy.' }])
  expect(typesOf(events)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.reasoning_part.added',
    ...Array.from({ length: 4 }, () => 'response.reasoning_text.delta'),
    'response.reasoning_text.done',
    'response.reasoning_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.content_part.added',
    ...Array.from({ length: 3 }, () => 'response.output_text.delta'),
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(events.map(({ sequence_number: nth }) => nth)).toEqual([...events.keys()])
  expect(objectOf(events[0]?.['response'])).toMatchObject({
    metadata: null,
    status: 'in_progress',
  })
  expect(objectOf(events[0]?.['response'])).not.toHaveProperty('usage')
  expect(JSON.stringify(events.find(({ type }) => type === 'response.output_text.delta'))).toMatch(
    /^\{"content_index":1,"delta":"In","item_id":"msg_[0-9a-f]{16}","logprobs":\[\],"output_index":1,"sequence_number":13,"type":"response.output_text.delta"\}$/,
  )
})

test('events of encrypted reasoning and a call below /openai/v1', () => {
  const include = ['reasoning.encrypted_content']
  const events = eventsOf(full, [thought, call], { include }, { stopReason: 'tool_use' })
  expect(typesOf(events)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.output_item.done',
    'response.output_item.added',
    ...Array.from({ length: 6 }, () => 'response.function_call_arguments.delta'),
    'response.function_call_arguments.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(events[2]?.['item']).toEqual({
    encrypted_content: expect.stringMatching(/^rsn_/),
    id: expect.stringMatching(/^rs_[0-9a-f]{32}$/),
    summary: [],
    type: 'reasoning',
  })
  expect(events[4]?.['item']).toMatchObject({ arguments: '', status: 'in_progress' })
  expect(Object.keys(objectOf(events.at(-1)?.['response'])).at(-1)).toBe('moderation')
})

test('events of a summary, if requested', () => {
  const events = eventsOf(full, [thought], { reasoning: { summary: 'auto' } })
  expect(typesOf(events).slice(2, -1)).toEqual([
    'response.output_item.added',
    'response.reasoning_summary_part.added',
    ...Array.from({ length: 4 }, () => 'response.reasoning_summary_text.delta'),
    'response.reasoning_summary_text.done',
    'response.reasoning_summary_part.done',
    'response.output_item.done',
  ])
  expect(events.at(-2)?.['item']).toMatchObject({
    summary: [{ text: 'Hm. Rome.', type: 'summary_text' }],
  })
})

test('events of a search and its sources', () => {
  const search: Block = {
    toolUse: {
      toolUseId: '',
      name: 'web_search',
      input: { query: 'Rome' },
      type: 'server_tool_use',
    },
  }
  const cited: Block = {
    citationsContent: {
      content: [{ text: 'It is 21 °C.' }],
      citations: [
        {
          title: 'W',
          sourceContent: [{ text: '21 °C' }],
          location: { web: { url: 'https://w' } },
        },
      ],
    },
  }
  const events = eventsOf(full, [search, cited])
  expect(typesOf(events)).toEqual(
    expect.arrayContaining([
      'response.web_search_call.searching',
      'response.output_text.annotation.added',
    ]),
  )
  expect(outputOf(objectOf(events.at(-1)?.['response']))).toMatchObject([
    { action: { query: 'Rome', type: 'search' }, status: 'completed', type: 'web_search_call' },
    {
      content: [{ annotations: [{ start_index: 6, end_index: 11, title: 'W', url: 'https://w' }] }],
    },
  ])
})
