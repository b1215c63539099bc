import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../server/json.ts'
import { parseRecording } from '../../../server/recordings/recording.ts'
import { writeRecording } from '../../../server/recordings/write-recording.ts'
import { member, yamlOf } from '../../../server/recordings/yaml.ts'

const head = {
  request: { operation: 'Converse', path: '/x' },
  recorded: { at: '', region: '', latencyMs: 0 },
}

function back(value: Json): string {
  const body = Buffer.from(JSON.stringify(value))
  const text = writeRecording(head, [{ status: 200, headers: [], latencyMs: 0, body }], {
    stem: 'x',
    files: new Map(),
  })
  const response = parseRecording(text, 'x.yaml', () => text).recording?.responses()[0]
  return Buffer.isBuffer(response?.body) ? response.body.toString() : ''
}

describe('written YAML', () => {
  test('equals the value, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(back(value as Json)).toBe(JSON.stringify(value))
      }),
      { numRuns: 300 },
    )
  })

  test('keeps numbers', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (a, b) => {
        const value = { a, b, list: [a, b / 1_000, a / 1e9], of: [{ a }, b] }
        expect(back(value)).toBe(JSON.stringify(value))
      }),
      { numRuns: 500 },
    )
  })

  test('keeps multi-line texts', () => {
    const piece = fc.constantFrom(
      '\n',
      ' ',
      '\t',
      '  ',
      'word',
      ': ',
      '# ',
      '- ',
      '|',
      '"',
      '\r',
      '---',
      '\u00a0',
      '🌍',
      '\u0301',
      '\n\n',
      'é',
      '中',
      '—',
      '…',
      '’',
      "'",
      '- a',
      '? ',
      '{',
      ']',
      '&',
      '*',
      '!',
      '%',
      '@',
      '`',
      '~',
      '<<',
      'null',
      'on',
      '0',
      '1e3',
      '.inf',
      '2026-01-01',
      '_',
      '/',
      ',',
      ':',
      '...',
      '\n...\n',
      '\n---\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const value = { text: pieces.join(''), list: [pieces.join(''), { a: pieces.join('') }] }
        expect(back(value)).toBe(JSON.stringify(value))
        expect(load(member('text', pieces.join(''), ''))).toEqual({ text: pieces.join('') })
      }),
      { numRuns: 2_000 },
    )
  })

  test('supports texts of many megabytes', () => {
    const value = { answer: { text: 'a line\n'.repeat(1_000_000), word: 'x'.repeat(6_000_000) } }
    expect(yamlOf({ ...value, left: undefined })).toHaveLength(17_000_027)
  })

  test('looks like handwritten YAML', () => {
    expect(
      member(
        'answer',
        {
          text: "It's 5: fine.\n\nYes.\n",
          id: 'amazon.nova-micro-v1:0',
          of: [[1, 2], [{ a: null, b: [] }]],
        },
        '',
      ),
    ).toBe(
      [
        'answer:',
        '  text: |',
        "    It's 5: fine.",
        '',
        '    Yes.',
        '  id: amazon.nova-micro-v1:0',
        '  of:',
        '    - [1,2]',
        '    - - a: null',
        '        b: []',
        '',
      ].join('\n'),
    )
  })
})
