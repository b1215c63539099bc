const { BedrockRuntimeClient, ConverseCommand } = require('@aws-sdk/client-bedrock-runtime')
const { useBedrock } = require('bedrock-local/jest')

const bedrock = useBedrock({ fixtures: 'fixtures' })

async function countryOf(city) {
  const { output } = await new BedrockRuntimeClient({}).send(
    new ConverseCommand({
      modelId: 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text: `In which country is ${city}?` }] }],
    }),
  )
  return output.message.content[0].text
}

test('CommonJS needs no flag of Node', async () => {
  bedrock.fixtures.add({ match: { prompt: /paris/i }, answer: { text: 'France' } })
  expect([await countryOf('Oslo'), await countryOf('Paris')]).toEqual(['Norway', 'France'])
  expect(bedrock.journal.list({ prompt: /^in which .* oslo/i })).toHaveLength(1)
  expect(bedrock.journal.verify({ operation: 'Converse', times: 2 })).toHaveLength(2)
})
