import { useBedrock } from 'bedrock-local/jest'
import { countryOrUnknown } from '../src/country.js'

useBedrock({ fixtures: 'fixtures' })

// Must fail: the call finds no fixture, and the program swallows the error.
test('a swallowed miss', async () => {
  expect(await countryOrUnknown('Osol')).toBe('unknown')
})
