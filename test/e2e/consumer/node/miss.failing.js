import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useBedrock } from 'bedrock-local/node-test'
import { countryOrUnknown } from '../src/country.js'

useBedrock({ fixtures: 'fixtures' })

// Must fail: the call finds no fixture, and the program swallows the error.
test('a swallowed miss', async () => {
  assert.equal(await countryOrUnknown('Osol'), 'unknown')
})
