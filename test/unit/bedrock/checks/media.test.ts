import { describe, expect, it } from 'vitest'
import { CLAUDE, NOVA, converse, document, toolConfig, user } from '../../../support/refusals.ts'
import { assistant, toolResult, toolUse } from '../../../support/refusals.ts'

const NAME =
  "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Edit the file name and try again."

const documents = (...names: string[]) => ({
  messages: [user('read', ...names.map((name) => document(name)))],
})

describe('documents of a Converse request', () => {
  it.each(['report.pdf', 'two  spaces', "John's", 'Bericht über', 'a/b'])(
    'cannot be named %j',
    (name) => {
      expect(converse(NOVA, documents(name))).toBe(NAME)
    },
  )

  it.each(['report', 'Report (final) [2] - a_b', 'one space'])('may be named %j', (name) => {
    expect(converse(NOVA, documents(name))).toBeUndefined()
  })

  it('have unique names across all messages', () => {
    const messages = [user('a', document('x')), assistant('b'), user('c', document('x'))]
    expect(converse(NOVA, { messages })).toBe(
      "Messages can't contain duplicate document names. Rename the document and retry your request.",
    )
  })

  it('are limited to five', () => {
    expect(converse(NOVA, documents('1', '2', '3', '4', '5'))).toBeUndefined()
    expect(converse(NOVA, documents('1', '2', '3', '4', '5', '6'))).toBe(
      "You can't include more than 5 documents in a request. Reduce the number of documents and retry your request.",
    )
  })

  it('are limited to 4.5 MB, except PDF files that the model reads itself', () => {
    const source = { bytes: 'A'.repeat(6.5 * 1024 * 1024) }
    const large = (format: string) => ({
      messages: [user('a', document('x', { source, format }))],
    })
    expect(converse(NOVA, large('txt'))).toBe(
      'The maximum document size is 4.5 MB. Reduce the size of your document and retry your request.',
    )
    expect(converse(CLAUDE, large('pdf'))).toBeUndefined()
  })

  it('require a text in the same message', () => {
    const says =
      'A text block must be included when using documents. Add a text block and retry your request.'
    expect(converse(NOVA, { messages: [user(document('x'))] })).toBe(says)
    const messages = [
      user('a'),
      assistant(toolUse('t1')),
      user(toolResult('t1', { content: [{ text: 'b' }] }), document('x')),
    ]
    expect(converse(NOVA, { messages, toolConfig })).toBe(says)
  })
})
