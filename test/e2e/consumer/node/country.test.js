import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useBedrock } from 'bedrock-local/node-test'
import { countryOf, countryOrUnknown } from '../src/country.js'

const bedrock = useBedrock({ fixtures: 'fixtures' })

test('fixtures of the folder answer', async () => {
  assert.equal(await countryOf('Oslo'), 'Norway')
})

test('a test adds its own answer', async () => {
  bedrock.fixtures.add({ match: { prompt: /paris/i }, answer: { text: 'France' } })
  assert.equal(await countryOf('Paris'), 'France')
  assert.equal(bedrock.journal.verify({ operation: 'Converse', times: 1 }).length, 1)
})

test('nothing is left of the test before', async () => {
  bedrock.allowMisses()
  assert.deepEqual(bedrock.journal.list(), [])
  assert.equal(await countryOrUnknown('Paris'), 'unknown')
})
