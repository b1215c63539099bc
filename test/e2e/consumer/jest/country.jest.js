import { useBedrock } from 'bedrock-local/jest'
import { countryOf, countryOrUnknown } from '../src/country.js'

const bedrock = useBedrock({ fixtures: 'fixtures' })

test('fixtures of the folder answer', async () => {
  expect(await countryOf('Oslo')).toBe('Norway')
})

test('a test adds its own answer', async () => {
  bedrock.fixtures.add({ match: { prompt: /paris/i }, answer: { text: 'France' } })
  expect(await countryOf('Paris')).toBe('France')
  expect(bedrock.journal.verify({ operation: 'Converse', times: 1 })).toHaveLength(1)
})

test('nothing is left of the test before', async () => {
  bedrock.allowMisses()
  expect(bedrock.journal.list()).toEqual([])
  expect(await countryOrUnknown('Paris')).toBe('unknown')
})
