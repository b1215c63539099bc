import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pdfPages } from '../../../server/neutral/pdf.ts'
import { pdfOf } from '../../support/pdf.ts'

const stream = (content: string, flate = false) =>
  Buffer.concat([
    Buffer.from(`1 0 obj <<${flate ? '/Filter/FlateDecode' : ''}>> stream\n`),
    flate ? deflateSync(Buffer.from(content)) : Buffer.from(content),
    Buffer.from('\nendstream endobj\n'),
  ])
const page = Buffer.from('<</Type/Page>>\n')

describe('the text of a PDF', () => {
  test('is read page by page, with gaps as spaces', () => {
    expect(pdfPages(pdfOf('The harbour is deep.', 'Ships (two) come in.'))).toEqual([
      'The harbour is deep.',
      'Ships (two) come in.',
    ])
  })

  test('uses the codes of its font, and joins pieces of one line', () => {
    const map =
      'begincmap 1 beginbfrange <01> <03> <0041> endbfrange 1 beginbfchar <04> <00660069> endbfchar'
    const content = 'BT 56 700 Td <0102> Tj 20 0 Td <03> Tj 0 -14 Td <04> Tj ET'
    expect(pdfPages(Buffer.concat([page, stream(content, true), stream(map, true)]))).toEqual([
      'ABC\nfi',
    ])
  })

  test('is empty where it cannot be read', () => {
    expect(pdfPages(Buffer.from('%PDF-1.4 nothing'))).toEqual([''])
    expect(pdfPages(Buffer.concat([page, page, stream('q Q')]))).toEqual(['', ''])
  })
})

const N = 600_000
test.each([
  ['digits', `BT Tj ${'1'.repeat(N)}`],
  ['open strings', `BT Tj ${'('.repeat(N)}`],
  ['open lists', `begincmap beginbfrange ${'<00> <ff> ['.repeat(N / 11)} endbfrange`],
  ['wide ranges', `begincmap beginbfrange ${'<0000> <ffff> <0000>'.repeat(N / 20)} endbfrange`],
  ['short strings', 'BT '.concat('(a) Tj 0 -14 Td '.repeat(N / 16))],
  ['streams in streams', 'stream\n'.repeat(N / 7)],
])('hostile %s take linear time', (_, content) => {
  const before = process.cpuUsage().user
  pdfPages(stream(content))
  expect(process.cpuUsage(undefined).user - before).toBeLessThan(2_000_000)
})
