import { describe, expect, test } from 'vitest'
import { verdictsOf } from '../support/recording-checks.ts'
import { absent, readRecordings } from '../support/recordings.ts'

if (absent !== undefined) process.stderr.write(`Genuine traffic is not checked: ${absent}.\n`)

describe.skipIf(absent !== undefined)('genuine traffic', () => {
  const verdicts = absent === undefined ? readRecordings().flatMap(verdictsOf) : []
  const of = (check: string) => verdicts.filter((verdict) => verdict.check === check)

  test.each([
    ['request', 'a request that was answered is read without loss'],
    ['refusal', 'a body that breaks a native schema is refused in the same words'],
    ['answer', 'an answer, read and written again, is the same'],
    ['native', 'a Converse answer survives in the native body of its family'],
  ])('%s: %s', (check) => {
    const failed = of(check).filter(({ result }) => result === 'failed')
    expect(failed).toEqual([])
    expect(of(check).length).toBeGreaterThan(0)
  })

  test('every skipped recording has a reason', () => {
    const skipped = of('exchange')
    expect(skipped.filter(({ why }) => why.length !== 1)).toEqual([])
    expect(skipped.length).toBeLessThan(verdicts.length / 10)
  })
})
