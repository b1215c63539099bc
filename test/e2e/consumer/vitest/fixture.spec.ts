import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { bedrockTest } from 'bedrock-local/vitest'
import { describe, expect } from 'vitest'
import { countryOf, countryOrUnknown } from '../src/country.js'

const test = bedrockTest({ fixtures: new URL('../fixtures', import.meta.url) })

describe('with a fixture of the test', () => {
  test('the program is pointed at the server', async ({ bedrock }) => {
    bedrock.fixtures.add({ match: { prompt: 'Paris' }, answer: { text: 'France' } })
    expect(await countryOf('Paris')).toBe('France')
    expect(await countryOf('Oslo')).toBe('Norway')
  })

  test('nothing is left of the test before', async ({ bedrock }) => {
    bedrock.allowMisses()
    expect(bedrock.journal.list()).toEqual([])
    expect(await countryOrUnknown('Paris')).toBe('unknown')
  })

  for (const answer of ['France', 'Texas', 'Ontario']) {
    test.concurrent(`at the same time as others: ${answer}`, async ({ bedrock }) => {
      bedrock.fixtures.add({ match: { prompt: 'Paris' }, answer: { text: answer } })
      const client = new BedrockRuntimeClient(bedrock.clientConfig)
      for (let call = 0; call < 5; call++) expect(await countryOf('Paris', client)).toBe(answer)
      bedrock.journal.verify({ prompt: 'Paris', times: 5 })
    })
  }
})
