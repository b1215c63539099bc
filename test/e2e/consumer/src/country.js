import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'

/** A program's client: created once, without knowledge of tests. */
let client

/**
 * @param {string} city
 * @param {BedrockRuntimeClient} [given]
 * @returns {Promise<string>}
 */
export async function countryOf(city, given) {
  client ??= new BedrockRuntimeClient({})
  const { output } = await (given ?? client).send(
    new ConverseCommand({
      modelId: 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text: `In which country is ${city}?` }] }],
    }),
  )
  return output?.message?.content?.[0]?.text ?? ''
}

/**
 * Swallows every error.
 * @param {string} city
 */
export async function countryOrUnknown(city) {
  try {
    return await countryOf(city)
  } catch {
    return 'unknown'
  }
}
