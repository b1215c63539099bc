import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { dump, load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { readSimple } from '../../../../server/store/format/simple-yaml.ts'

describe('files of simple YAML', () => {
  test('are read', () => {
    const text = `# Says hello
match:
  model: amazon.nova-*
  prompt: { contains: hi }
`
    expect(readSimple(text)).toEqual({
      match: { model: 'amazon.nova-*', prompt: { contains: 'hi' } },
    })
    expect(readSimple(text.replace('{ contains: hi }', "'it''s hi'"))).toEqual({
      match: { model: 'amazon.nova-*', prompt: "it's hi" },
    })
  })

  test.each([
    'answer:\n  text: |\n    One\n\n    Two\n  latencyMs: 12.5\n',
    'answer:\n  text: >-\n    One\n    two\n\n    three \n    four\n\npriority: 3',
    'answers:\n- text: One\n  stopReason: end_turn\n# the last\n- text: "Two\\n"\nthen: error\n',
    'match:\n  tools:\n    - one\n    - two\n  turn: 2\nerror:\n  type: X\n  times: 1\n',
    'answer:\n  embedding: [0.5, -1, 2]\n  text: Hello {{prompt}}, this is a-b, x:y, 1#2\n',
    "a: { b: c d, e: [1, \"x, y\", 'it''s', { f: true }], g: {}, h: [] }\n- b\n".slice(0, -4),
    'match: { model: a.b-*, prompt: { contains: sky blue } }\nanswer: {text: Hi, there: [ a/b ,c:d,]}\n',
    'stream: { chunks: [These words, \' arrive before\', "{{match.city}}"] }\n',
    "native: [{ type: text, text: This is Claude's own JSON. }]\n",
  ])('means what YAML means: %j', (text) => {
    expect(readSimple(text)).toEqual(load(text))
  })

  test.each([
    ['an anchor', 'a: &x b'],
    ['a tag', 'a: !!str 1'],
    ['a text that goes on', 'a: b\n  c'],
    ['a comment behind a value', 'a: b # c'],
    ['an empty value', 'a:\nb: c'],
    ['a key twice', 'a: b\na: c'],
    ['two documents', 'a: b\n---\na: c'],
    ['a tab', 'a:\n\tb: c'],
    ['an octal number', 'a: 0o17'],
    ['a list of lists', 'a:\n  - - b'],
    ['a pair in a list', 'a: [b: c]'],
    ['brackets that do not close', 'a: { b: c'],
    ['what comes after brackets', 'a: { b: c } d'],
    ['a comment in brackets', 'a: [b # c]'],
    ['a key without a value', 'a: { b, c: }'],
    ['a key twice in brackets', 'a: { b: 1, b: 2 }'],
    ['a template without quotes', 'a: {{prompt}}'],
    ['no mapping', '- a'],
    ['nothing', ''],
    ['the name of every prototype', '__proto__: a'],
  ])('leave %s to the reader of all of YAML', (_, text) => {
    expect(readSimple(text)).toBeUndefined()
  })

  const words = fc.stringMatching(/^[ -~\n]{0,30}$/)
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      words,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom('a b c', 'x\n\ny\n', 'long words '.repeat(12), "it's", 'a: b', '12', 'null'),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[A-Za-z_$-]{1,6}$/), tie('value'), { maxKeys: 3 }),
    ),
  })).value

  test('are never read differently, whatever was dumped', () => {
    let read = 0
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value, { minKeys: 1, maxKeys: 3 }),
        fc.constantFrom(-1, 1, 2),
        (made, flowLevel) => {
          const text = dump(made, { flowLevel })
          const simple = readSimple(text)
          if (simple === undefined) return
          read += 1
          expect(simple).toEqual(load(text))
        },
      ),
      { numRuns: 400 },
    )
    expect(read).toBeGreaterThan(40)
  })

  test('are never read differently, whatever was typed', () => {
    const line = fc
      .tuple(
        fc.constantFrom('', '', '  ', '    ', '   '),
        fc.constantFrom('a: ', 'b:', 'c: |', 'd: >-', 'e: >', '- ', '- f: ', '', '# ', '-'),
        fc.constantFrom(
          '',
          'word',
          'two words',
          '12',
          '-0',
          '1.50',
          '"q"',
          "'s'",
          'x: y',
          'a #b',
          ' z',
          'w ',
          '[1, 2]',
          'yes',
          'True',
          '---',
        ),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 7 }), fc.boolean(), (lines, ends) => {
        const text = lines.join('\n') + (ends ? '\n' : '')
        const simple = readSimple(text)
        if (simple !== undefined) expect(simple).toEqual(load(text))
      }),
      { numRuns: 3_000 },
    )
  })
})

test('every fixture of this package means the same to both readers', () => {
  const root = new URL('../../../../fixtures', import.meta.url).pathname
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  )
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    const simple = readSimple(text)
    if (simple !== undefined) expect(simple).toEqual(load(text))
  }
})
