import { describe, expect, test } from 'vitest'
import { countryOf, countryOrUnknown } from '../src/country.js'
import { bedrock } from './setup.ts'

describe('with a setup file', () => {
  test('fixtures of the folder answer', async () => {
    expect(await countryOf('Oslo')).toBe('Norway')
  })

  test('a test adds its own answer', async () => {
    const added = bedrock.fixtures.add({
      match: { prompt: /oslo/i },
      answer: { text: 'Not telling' },
    })
    expect(await countryOf('Oslo')).toBe('Not telling')
    expect(added.calls).toBe(1)
    bedrock.journal.verify({ operation: 'Converse', times: 1 })
  })

  test('nothing is left of the test before', async () => {
    expect(bedrock.journal.list()).toEqual([])
    expect(await countryOf('Oslo')).toBe('Norway')
  })

  test('a test may want a call that finds nothing', async () => {
    bedrock.allowMisses()
    expect(await countryOrUnknown('Paris')).toBe('unknown')
  })
})
