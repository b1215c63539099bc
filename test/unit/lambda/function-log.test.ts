import { describe, expect, test } from 'vitest'
import { FunctionLog, MarkReader } from '../../../server/lambda/function-log.ts'
import { LOG_END } from '../../../server/lambda/messages.ts'

describe("a call's log", () => {
  test('the last 4 KB are kept', () => {
    const log = new FunctionLog({ onText: () => undefined }, 1_000_000)
    for (let line = 0; line < 1_000; line += 1) log.write(`line ${line}\n`)
    expect(log.tail()).toHaveLength(4_096)
    expect(log.tail().toString()).toMatch(/line 999\n$/)
  })

  test('forwarded output is limited, with one note', () => {
    const texts: string[] = []
    const log = new FunctionLog({ onText: (text) => texts.push(text) }, 10)
    for (let count = 0; count < 1_000; count += 1) log.write('12345678')
    expect(texts.join('')).toBe('1234567812\n[the rest of this call\u2019s output is not shown]\n')
    expect(log.tail()).toHaveLength(4_096)
  })
})

test('every line is forwarded whole, however it arrives', () => {
  const lines: string[] = []
  const log = new FunctionLog({ onText: () => undefined, onLine: (line) => lines.push(line) }, 1)
  for (const text of ['one\ntw', 'o', '\n\nthree\n', 'rest']) log.write(text)
  expect(lines).toEqual(['one', 'two', '', 'three'])
})

describe('the marker that ends a log', () => {
  const text = `before${LOG_END}after`

  test.each([1, 2, 5, 100])('is found in chunks of %i characters and removed', (size) => {
    const reader = new MarkReader()
    let out = ''
    let ends = 0
    for (let at = 0; at < text.length; at += size) {
      const read = reader.read(text.slice(at, at + size))
      out += read.text
      ends += Number(read.ended)
    }
    expect(out).toBe('beforeafter')
    expect(ends).toBe(1)
  })

  test('a similar text passes, late but complete', () => {
    const reader = new MarkReader()
    expect(reader.read('a\u0000').text).toBe('a')
    expect(reader.read('b').text).toBe('\u0000b')
  })
})
