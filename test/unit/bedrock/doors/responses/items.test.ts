import { expect, test } from 'vitest'
import { encrypted, itemsOf, turnsOf } from '../../../../../server/bedrock/doors/responses/items.ts'

test('a string is a user message', () => {
  expect(turnsOf(itemsOf('Hi'))).toEqual({
    system: [],
    messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
  })
})

test('items of one turn are one message', () => {
  const { system, messages } = turnsOf([
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'input_text', text: 'Compare' }] },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'rsn_AAAA' },
    {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Let me see.', annotations: [] }],
    },
    { type: 'function_call', call_id: 'call_0', name: 'weather', arguments: '{"city":"Rome"}' },
    { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":' },
    { type: 'function_call_output', call_id: 'call_0', output: '21 °C' },
    {
      type: 'function_call_output',
      call_id: 'call_1',
      output: [{ type: 'input_text', text: 'no city' }],
    },
    { role: 'user', content: 'And?' },
  ])
  expect(system).toEqual([{ text: 'Be brief.' }])
  expect(messages).toEqual([
    { role: 'user', content: [{ text: 'Compare' }] },
    {
      role: 'assistant',
      content: [
        { reasoningContent: { redactedContent: Buffer.from('rsn_AAAA').toString('base64') } },
        { text: 'Let me see.' },
        { toolUse: { toolUseId: 'call_0', name: 'weather', input: { city: 'Rome' } } },
        { toolUse: { toolUseId: 'call_1', name: 'weather', input: '{"city":' } },
      ],
    },
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 'call_0', content: [{ text: '21 °C' }] } },
        { toolResult: { toolUseId: 'call_1', content: [{ text: 'no city' }] } },
        { text: 'And?' },
      ],
    },
  ])
})

test.each([
  [
    { type: 'input_image', image_url: 'data:image/jpg;base64,AAAA' },
    { image: { format: 'jpeg', source: { bytes: 'AAAA' } } },
  ],
  [
    { type: 'input_image', image_url: 's3://bucket/cat.png' },
    { image: { format: 'png', source: { s3Location: { uri: 's3://bucket/cat.png' } } } },
  ],
  [
    { type: 'input_file', filename: 'report.pdf', file_data: 'data:application/pdf;base64,AAAA' },
    { document: { format: 'pdf', name: 'report', source: { bytes: 'AAAA' } } },
  ],
  [
    { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
    { audio: { format: 'mp3', source: { bytes: 'AAAA' } } },
  ],
  [{ type: 'refusal', refusal: 'No.' }, { text: 'No.' }],
  [
    {
      type: 'output_text',
      text: 'It is 21 °C.',
      annotations: [
        {
          type: 'url_citation',
          url: 'https://w.example',
          title: 'W',
          start_index: 6,
          end_index: 11,
        },
      ],
    },
    {
      citationsContent: {
        content: [{ text: 'It is 21 °C.' }],
        citations: [
          {
            title: 'W',
            sourceContent: [{ text: '21 °C' }],
            location: { web: { url: 'https://w.example' } },
          },
        ],
      },
    },
  ],
])('%j', (part, block) => {
  expect(turnsOf([{ role: 'user', content: [part] }]).messages[0]?.content).toEqual([block])
})

test.each([
  [{ content: [{ type: 'reasoning_text', text: 'Hm.' }] }, { reasoningText: { text: 'Hm.' } }],
  [
    { summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'rsn_AAAA' },
    { reasoningText: { text: 'Hm.', signature: 'rsn_AAAA' } },
  ],
  // This server can decrypt what it has encrypted.
  [
    { encrypted_content: encrypted({ reasoningText: { text: 'Hm.', signature: 'Eq4' } }) },
    { reasoningText: { text: 'Hm.', signature: 'Eq4' } },
  ],
  [{ encrypted_content: encrypted({ redactedContent: 'AAAA' }) }, { redactedContent: 'AAAA' }],
])('reasoning as %j', (item, reasoningContent) => {
  expect(turnsOf([{ type: 'reasoning', summary: [], ...item }]).messages).toEqual([
    { role: 'assistant', content: [{ reasoningContent }] },
  ])
})
