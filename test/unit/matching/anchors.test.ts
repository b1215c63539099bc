import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Anchors } from '../../../server/matching/anchors.ts'

function naive(sought: readonly string[], text: string): number[] {
  return sought.flatMap((one, id) => (text.includes(one) ? [id] : []))
}

test('finds every text that occurs, at any position', () => {
  const anchors = new Anchors([
    ['capital of France', 0],
    ['Paris', 1],
    ['a', 2],
    ['zz', 3],
    ['Madrid', 4],
  ])
  expect(anchors.find('the capital of France is Paris')).toEqual([0, 1, 2])
  expect(anchors.find('no match: ZZ')).toEqual([2])
  expect(anchors.find('')).toEqual([])
})

test('finds what includes finds, for any texts', () => {
  const alphabet = fc.constantFrom('a', 'b', 'c', ' ', 'ü', '水', '🎈')
  const short = fc
    .array(alphabet, { minLength: 1, maxLength: 24 })
    .map((letters) => letters.join(''))
  const long = fc.array(alphabet, { maxLength: 120 }).map((letters) => letters.join(''))
  fc.assert(
    fc.property(
      fc.uniqueArray(short, { maxLength: 30 }),
      long,
      fc.constantFrom(0, 10),
      (sought, text, few) => {
        const anchors = new Anchors(
          sought.map((one, id) => [one, id] as const),
          few,
        )
        expect(anchors.find(text)).toEqual(naive(sought, text))
      },
    ),
    { numRuns: 400 },
  )
})

test.each(['needle!', 'long needle', 'a needle of 19 bytes'])(
  '%s at the very end of a longer text, at every alignment',
  (needle) => {
    const anchors = new Anchors([[needle, 7]], 0)
    for (const length of [...Array(17).keys(), 100_001]) {
      expect(anchors.find(`${'x'.repeat(length)}${needle}`)).toEqual([7])
      expect(anchors.find(`${'x'.repeat(length)}${needle.slice(0, -1)}`)).toEqual([])
    }
  },
)

test('a few short texts among many long ones are found, too', () => {
  const long = Array.from(
    { length: 50 },
    (_, id) => [`a rather long text, number ${id}.`, id] as const,
  )
  const anchors = new Anchors([...long, ['shorter', 50], ['ab', 51]])
  expect(anchors.find('a rather long text, number 7. Then a shorter one')).toEqual([7, 50])
  expect(anchors.find('ab and a rather long text, number 49.')).toEqual([49, 51])
})

test.each([0, 4])('several rules may look for the same text', (few) => {
  const anchors = new Anchors(
    [
      ['same words', 4],
      ['other words', 5],
      ['same words', 1],
    ],
    few,
  )
  expect(anchors.find('the same words')).toEqual([1, 4])
})

test('remains of an earlier, longer text are not found', () => {
  const anchors = new Anchors([['leftover text', 0]], 0)
  expect(anchors.find(`${'x'.repeat(50)}leftover text`)).toEqual([0])
  expect(anchors.find('short')).toEqual([])
})
