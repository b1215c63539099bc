import { describe, expect, test } from 'vitest'
import { requestIn } from '../../../../server/invent/text/request.ts'

const TEXT = 'The harbour was dredged in 1962.\n\nIt has four cranes. The ferry leaves at 8.'

describe('the instruction in a prompt', () => {
  test.each([
    ['after a label', `Answer from the text.\n\n${TEXT}\n\nQuestion: When does the ferry leave?`],
    ['after a heading', `${TEXT}\n\n## Question\nWhen does the ferry leave?`],
    ['in tags', `${TEXT}\n<question>When does the ferry leave?</question>`],
    ['before its subject', `Question: When does the ferry leave?\n\nContext: ${TEXT}`],
    ['in the last line', `<context>\n${TEXT}\n</context>\n\nWhen does the ferry leave?`],
  ])('is found %s, apart from its subject', (_, prompt) => {
    const { request, material } = requestIn(prompt)
    expect(request).toBe('When does the ferry leave?')
    expect(material).toContain('four cranes')
    expect(material).not.toContain('When does')
  })

  test('is the last line if that is a command', () => {
    const { request, material } = requestIn(`${TEXT}\n\nSummarise the text above.`)
    expect([request, material]).toEqual(['Summarise the text above.', TEXT])
  })

  test('is the whole of a prompt that starts with it', () => {
    const prompt = `Summarise this:\n${TEXT}\nIs that all?`
    expect(requestIn(prompt)).toEqual({ request: prompt, material: '', opening: '' })
  })

  test('includes the first paragraph, which may say how to answer, but not a context', () => {
    const prompt = `${TEXT}\n\nQuestion: When?`
    expect(requestIn(`Answer in JSON.\n\n${prompt}`).opening).toBe('Answer in JSON.')
    expect(requestIn(`Context: ${prompt}`).opening).toBe('')
    expect(requestIn(`<context>${prompt}`).opening).toBe('')
  })

  test('is the beginning and the end of a long prompt without lines', () => {
    const { request } = requestIn(`First. ${'word '.repeat(2000)} Last?`)
    expect(request).toMatch(/^First\. .+\n.+ Last\?$/)
    expect(request.length).toBeLessThan(1100)
  })
})
