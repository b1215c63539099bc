import { expect, test } from 'vitest'
import { tidy } from '../../../../server/store/format/tidy.ts'

test('members stand in one order, with the comments above them', () => {
  const before = `# yaml-language-server: $schema=../fixture.schema.json
# What it shows.

answer:
  # inside
  text: |
    One.

    Two.

# about the match
match: { prompt: hi }
name: example


`
  expect(tidy(before, false)).toBe(`# yaml-language-server: $schema=../fixture.schema.json
# What it shows.

name: example
# about the match
match: { prompt: hi }
answer:
  # inside
  text: |
    One.

    Two.
`)
})

test('what is in order stays as it is', () => {
  const text = "name: x\nmatch:\n  prompt: 'a: b' # why\nanswer: { text: y }\n"
  expect(tidy(text, false)).toBe(text)
})

test('a text whose meaning would change is left alone', () => {
  const kept = 'answer:\n  text: |+\n    x\n\nname: y\n'
  expect(tidy(kept, false)).toBe(kept)
  const flow = '{ answer: { text: x }, name: y }\n'
  expect(tidy(flow, false)).toBe(flow)
})

test('quoted members and line ends of Windows', () => {
  expect(tidy('answer: { text: x }\r\nname: y\r\n', false)).toBe('name: y\nanswer: { text: x }\n')
})

test('JSON is indented by two', () => {
  expect(tidy('{"answer":{"text":"x"},"name":"y"}', true)).toBe(
    '{\n  "name": "y",\n  "answer": {\n    "text": "x"\n  }\n}\n',
  )
})
