import { describe, expect, test } from 'vitest'
import { answerOf, asking, textOf } from '../asking.ts'

const TEXT =
  'The harbour of Westport was dredged in 1962. It has four cranes, of which the largest lifts 90 tons. The ferry leaves at 8 in the morning.\n\nThe old lighthouse was automated in 1985.'

describe('a question about a text', () => {
  test('next to it is answered with the sentence that shares its words', () => {
    const prompt = `Use the context to answer the question at the end.\n\n${TEXT}\n\nQuestion: When does the ferry leave?\nAnswer:`
    expect(textOf(prompt)).toMatch(/^The ferry leaves at 8 in the morning\. .*bedrock-local/)
    expect(textOf(`<context>\n${TEXT}\n</context>\n\nHow many cranes are there?`)).toMatch(
      /^It has four cranes/,
    )
    expect(textOf(`Context: ${TEXT}\n\nWhen was the harbour dredged?`)).toMatch(/^The harbour of/)
  })

  test('in the system prompt is answered from that', () => {
    const system = [{ text: `Answer only from this context. ${'Be brief. '.repeat(20)}\n${TEXT}` }]
    expect(textOf('When was the lighthouse automated?', { system })).toMatch(/^The old lighthouse/)
    expect(textOf('When was the lighthouse automated?')).not.toMatch(/^The old lighthouse/)
  })

  test('in a document is answered from the document', () => {
    const document = { format: 'txt', name: 'port', source: { text: TEXT } }
    const content = [{ text: 'How many tons does the largest crane lift?' }, { document }]
    const [first] = answerOf(asking('', { messages: [{ role: 'user', content }] })).content
    expect(first?.text).toMatch(/^It has four cranes/)
  })

  test('is not answered with a sentence that has nothing to do with it', () => {
    expect(textOf(`Context: ${TEXT}\n\nQuestion: Who won the election?`)).toContain(
      '"Who won the election"',
    )
  })
})
