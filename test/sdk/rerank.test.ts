import { BedrockAgentRuntimeClient, RerankCommand } from '@aws-sdk/client-bedrock-agent-runtime'
import type { RerankCommandInput } from '@aws-sdk/client-bedrock-agent-runtime'
import { expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { noBoto3, python } from '../support/python.ts'
import { startServer } from '../support/server.ts'

const DOCUMENTS = [
  'Bread is baked in ovens.',
  'The capital of France is Paris.',
  'France has rivers.',
]

const request = (text: string, model = 'cohere.rerank-v3-5:0'): RerankCommandInput => ({
  queries: [{ type: 'TEXT', textQuery: { text } }],
  sources: DOCUMENTS.map((document) => ({
    type: 'INLINE',
    inlineDocumentSource: { type: 'TEXT', textDocument: { text: document } },
  })),
  rerankingConfiguration: {
    type: 'BEDROCK_RERANKING_MODEL',
    bedrockRerankingConfiguration: {
      modelConfiguration: { modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${model}` },
    },
  },
})

function clientOf({ url }: { url: string }) {
  const client = new BedrockAgentRuntimeClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return { client, [Symbol.dispose]: () => client.destroy() }
}

test.each(['cohere.rerank-v3-5:0', 'amazon.rerank-v1:0'])(
  '%s ranks documents through Agents for Bedrock Runtime',
  async (model) => {
    await using server = await startServer()
    using agents = clientOf(server)
    const { results = [] } = await agents.client.send(
      new RerankCommand(request('What is the capital of France?', model)),
    )
    expect(results.map(({ index }) => index)).toEqual([1, 2, 0])
    const scores = results.map(({ relevanceScore = 0 }) => relevanceScore)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(server.journal.list({ operation: 'Rerank' })[0]).toMatchObject({
      model: { foundation: model },
      asked: { prompt: 'What is the capital of France?' },
      status: 200,
    })
  },
)

test('a fixture answers by its query', async () => {
  using folder = fixtureFolder({
    bread: {
      match: { prompt: 'bread' },
      answer: { ranking: [{ index: 0, score: 0.75 }] },
    },
  })
  await using server = await startServer({ fixtures: [folder.path] })
  using agents = clientOf(server)
  const { results } = await agents.client.send(new RerankCommand(request('How is bread made?')))
  expect(results).toEqual([{ index: 0, relevanceScore: 0.75 }])
})

test('a model that does not rank is rejected', async () => {
  await using server = await startServer()
  using agents = clientOf(server)
  const call = agents.client.send(new RerankCommand(request('Who?', 'amazon.nova-lite-v1:0')))
  await expect(call).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The provided model identifier is invalid.',
  })
})

test.skipIf(noBoto3 !== undefined)('boto3 ranks, and pages through the answer', async () => {
  await using server = await startServer()
  expect(
    await python('rerank', server.url, { AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: server.url }),
  ).toEqual({
    status: 200,
    results: [
      { index: 1, relevanceScore: expect.any(Number) },
      { index: 2, relevanceScore: expect.any(Number) },
    ],
    paged: [1, 2],
  })
})
