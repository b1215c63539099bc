import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../server/json.ts'
import type { Block } from '../../../server/neutral/prompt.ts'
import { pdfOf } from '../../support/pdf.ts'
import { answerOf, asking, CLAUDE } from './asking.ts'

const POLICY =
  'Company leave policy: Employees get 20 days annual leave. Consult with your manager for details.'

const document = (source: JsonObject, more: JsonObject = {}): Block => ({
  document: {
    format: 'txt',
    name: 'company_policy',
    source,
    citations: { enabled: true },
    ...more,
  },
})

function answerTo(question: string, blocks: Block[], model = CLAUDE): Block[] {
  const messages = [{ role: 'user' as const, content: [...blocks, { text: question }] }]
  return answerOf(asking('', { messages }), model).content
}

const locations = (content: Block[]): Json[] =>
  content.flatMap(({ citationsContent }) =>
    (citationsContent?.citations ?? []).map(({ location }) => location ?? null),
  )

test('text and citations alternate, with their location in the document', () => {
  expect(answerTo('How many days of annual leave?', [document({ text: POLICY })])).toEqual([
    { text: 'According to company_policy, ' },
    {
      citationsContent: {
        content: [{ text: 'Company leave policy: Employees get 20 days annual leave' }],
        citations: [
          {
            location: { documentChar: { documentIndex: 0, end: 58, start: 0 } },
            sourceContent: [{ text: 'Company leave policy: Employees get 20 days annual leave. ' }],
            title: 'company_policy',
          },
        ],
      },
    },
    { text: '.' },
  ])
  expect(locations(answerTo('Who should they consult?', [document({ text: POLICY })]))).toEqual([
    { documentChar: { documentIndex: 0, end: 96, start: 58 } },
  ])
})

test('locations count characters, not code units, for bytes as well as text', () => {
  const text = '🚢🚢 arrive. The harbour is deep.'
  const bytes = Buffer.from(text).toString('base64')
  for (const source of [{ text }, { bytes }])
    expect(locations(answerTo('How deep is the harbour?', [document(source)]))).toEqual([
      { documentChar: { documentIndex: 0, end: 31, start: 11 } },
    ])
})

test('a chunked document is cited by chunk', () => {
  const content = [{ text: 'Employees get 20 days.' }, { text: 'Consult with your manager.' }]
  expect(locations(answerTo('Whom to consult?', [document({ content })]))).toEqual([
    { documentChunk: { documentIndex: 0, end: 2, start: 1 } },
  ])
})

test('a PDF is cited by page', () => {
  const bytes = pdfOf('The harbour is deep.', 'Ships come in at dawn.').toString('base64')
  const content = answerTo('When do ships come in?', [document({ bytes }, { format: 'pdf' })])
  expect(locations(content)).toEqual([{ documentPage: { documentIndex: 0, end: 3, start: 2 } }])
  expect(content[1]?.citationsContent?.content).toEqual([{ text: 'Ships come in at dawn' }])
})

test('a search result is cited with its source, also inside a tool result', () => {
  const searchResult: JsonObject = {
    source: 'https://example.com/ruby',
    title: 'Ruby Facts',
    content: [{ text: 'Gems are red.' }, { text: 'It was created by Yukihiro Matsumoto in 1993.' }],
    citations: { enabled: true },
  }
  expect(answerTo('Who created Ruby?', [{ searchResult }])[1]?.citationsContent?.citations).toEqual(
    [
      {
        location: { searchResultLocation: { end: 2, searchResultIndex: 0, start: 1 } },
        source: 'https://example.com/ruby',
        sourceContent: [{ text: 'It was created by Yukihiro Matsumoto in 1993.' }],
        title: 'Ruby Facts',
      },
    ],
  )
  const messages = [
    { role: 'user' as const, content: [{ text: 'Who created Ruby?' }] },
    {
      role: 'assistant' as const,
      content: [{ toolUse: { toolUseId: 't', name: 'kb', input: {} } }],
    },
    {
      role: 'user' as const,
      content: [{ toolResult: { toolUseId: 't', content: [{ searchResult }] } }],
    },
  ]
  expect(locations(answerOf(asking('', { messages })).content)).toEqual([
    { searchResultLocation: { end: 2, searchResultIndex: 0, start: 1 } },
  ])
})

test('documents are numbered through the conversation, and those without the setting are not cited', () => {
  const other = document(
    { text: 'Employees are happy with leave.' },
    { citations: { enabled: false } },
  )
  expect(
    locations(answerTo('How many days of annual leave?', [other, document({ text: POLICY })])),
  ).toEqual([{ documentChar: { documentIndex: 1, end: 58, start: 0 } }])
})

test('a question that shares no word with the documents cites the beginning of each', () => {
  const harbour = document({ text: 'The harbour is deep. It is old.' }, { name: 'harbour' })
  const content = answerTo('Summarise.', [document({ text: POLICY }), harbour])
  expect(locations(content)).toEqual([
    { documentChar: { documentIndex: 0, end: 58, start: 0 } },
    { documentChar: { documentIndex: 1, end: 21, start: 0 } },
  ])
  expect(content.map(({ text }) => text)).toContain(', and harbour says ')
})

test.each(['amazon.nova-lite-v1:0', 'anthropic.claude-3-haiku-20240307-v1:0'])(
  '%s cites nothing',
  (model) => {
    const content = answerTo('How many days of annual leave?', [document({ text: POLICY })], model)
    expect(locations(content)).toEqual([])
  },
)
