import { bedrockTest } from 'bedrock-local/vitest'
import { expect, test } from 'vitest'
import { countryOrUnknown } from '../src/country.js'

// Both must fail: their calls find no fixture, and the program swallows the error.

test('with a setup file', async () => {
  expect(await countryOrUnknown('Osol')).toBe('unknown')
})

bedrockTest({ fixtures: 'fixtures' })('with a fixture of the test', async ({ bedrock }) => {
  expect(bedrock.mode).toBe('replay')
  expect(await countryOrUnknown('Olso')).toBe('unknown')
})
