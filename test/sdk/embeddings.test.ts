import { describe, expect, test } from 'vitest'
import { invoke } from '../support/invoke.ts'
import { pngOf } from '../support/png.ts'
import { sharedServer } from '../support/server.ts'

const server = sharedServer()

const texts = {
  query: 'How do I train a puppy to sit?',
  near: 'Training your puppy: teach the dog to sit and stay.',
  far: 'Quarterly revenue of the shipping company fell by four percent.',
}

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
const length = (vector: readonly number[]) => Math.sqrt(dot(vector, vector))
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / (length(a) * length(b))

/** One request for a vector of each model and size. */
const ways: {
  name: string
  modelId: string
  dimensions: number
  body(text: string): object
  vector(answer: never): number[]
}[] = [
  {
    name: 'Titan v1',
    modelId: 'amazon.titan-embed-text-v1',
    dimensions: 1536,
    body: (inputText) => ({ inputText }),
    vector: ({ embedding }: { embedding: number[] }) => embedding,
  },
  ...[256, 512, 1024].map((dimensions) => ({
    name: 'Titan v2',
    modelId: 'amazon.titan-embed-text-v2:0',
    dimensions,
    body: (inputText: string) => ({ inputText, dimensions, normalize: true }),
    vector: ({ embedding }: { embedding: number[] }) => embedding,
  })),
  ...[256, 384, 1024].map((dimensions) => ({
    name: 'Titan multimodal',
    modelId: 'amazon.titan-embed-image-v1',
    dimensions,
    body: (inputText: string) => ({
      inputText,
      embeddingConfig: { outputEmbeddingLength: dimensions },
    }),
    vector: ({ embedding }: { embedding: number[] }) => embedding,
  })),
  ...[256, 1024, 3072].map((dimensions) => ({
    name: 'Nova multimodal',
    modelId: 'amazon.nova-2-multimodal-embeddings-v1:0',
    dimensions,
    body: (value: string) => ({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_INDEX',
        embeddingDimension: dimensions,
        text: { value, truncationMode: 'END' },
      },
    }),
    vector: ({ embeddings }: { embeddings: { embedding: number[] }[] }) =>
      embeddings[0]?.embedding ?? [],
  })),
  {
    name: 'Cohere v3',
    modelId: 'cohere.embed-multilingual-v3',
    dimensions: 1024,
    body: (text) => ({ texts: [text], input_type: 'search_document' }),
    vector: ({ embeddings }: { embeddings: number[][] }) => embeddings[0] ?? [],
  },
  ...[256, 1536].map((dimensions) => ({
    name: 'Cohere v4',
    modelId: 'us.cohere.embed-v4:0',
    dimensions,
    body: (text: string) => ({
      texts: [text],
      input_type: 'search_document',
      output_dimension: dimensions,
    }),
    vector: ({ embeddings }: { embeddings: { float: number[][] } }) => embeddings.float[0] ?? [],
  })),
]

describe.each(ways)('$name in $dimensions dimensions', ({ modelId, dimensions, body, vector }) => {
  const embed = async (text: string) =>
    vector(await invoke<never>(server.runtime, modelId, body(text)))

  test('has the requested size, and unit length except for Titan v1', async () => {
    const answer = await embed(texts.query)
    expect(answer).toHaveLength(dimensions)
    if (modelId === 'amazon.titan-embed-text-v1') expect(length(answer)).toBeGreaterThan(2)
    else expect(length(answer)).toBeCloseTo(1, 3)
  })

  test('places similar texts closer than unrelated ones', async () => {
    const [query, near, far] = await Promise.all([
      embed(texts.query),
      embed(texts.near),
      embed(texts.far),
    ])
    expect(cosine(query, near)).toBeGreaterThan(cosine(query, far) + 0.15)
    expect(cosine(query, await embed(texts.query))).toBeCloseTo(1, 5)
  })
})

test('Titan v2 has 1024 dimensions by default, and returns the vector by type as well', async () => {
  const answer = await invoke<{ embedding: number[]; embeddingsByType: { float: number[] } }>(
    server.runtime,
    'amazon.titan-embed-text-v2:0',
    { inputText: 'hello' },
  )
  expect(answer.embedding).toHaveLength(1024)
  expect(answer.embeddingsByType.float).toEqual(answer.embedding)
})

test('Titan v2 returns bits if embeddingTypes is binary', async () => {
  const answer = await invoke<{ embedding?: number[]; embeddingsByType: { binary: number[] } }>(
    server.runtime,
    'amazon.titan-embed-text-v2:0',
    { inputText: 'hello', embeddingTypes: ['binary'] },
  )
  expect(answer.embedding).toBeUndefined()
  expect(answer.embeddingsByType.binary).toHaveLength(1024)
  expect(answer.embeddingsByType.binary.every((bit) => bit === 0 || bit === 1)).toBe(true)
})

test('Cohere returns a vector for each of many texts, in order', async () => {
  const many = Object.values(texts)
  const { embeddings } = await invoke<{ embeddings: number[][] }>(
    server.runtime,
    'cohere.embed-english-v3',
    { texts: many, input_type: 'search_document' },
  )
  expect(embeddings).toHaveLength(3)
  const [query, near, far] = embeddings as [number[], number[], number[]]
  expect(cosine(query, near)).toBeGreaterThan(cosine(query, far))
  const { embeddings: alone } = await invoke<{ embeddings: number[][] }>(
    server.runtime,
    'cohere.embed-english-v3',
    { texts: [many[1]], input_type: 'search_document' },
  )
  expect(alone[0]).toEqual(near)
})

test('Cohere returns several types on request', async () => {
  const { embeddings, response_type } = await invoke<{
    embeddings: { float: number[][]; int8: number[][] }
    response_type: string
  }>(server.runtime, 'cohere.embed-english-v3', {
    texts: ['hello'],
    input_type: 'search_query',
    embedding_types: ['float', 'int8'],
  })
  expect(response_type).toBe('embeddings_by_type')
  expect(embeddings.float[0]).toHaveLength(1024)
  expect(
    embeddings.int8[0]?.every((value) => Number.isInteger(value) && Math.abs(value) <= 128),
  ).toBe(true)
})

test('an image has a vector, too', async () => {
  const inputImage = pngOf(8, 8).toString('base64')
  const { embedding } = await invoke<{ embedding: number[] }>(
    server.runtime,
    'amazon.titan-embed-image-v1',
    { inputImage },
  )
  expect(embedding).toHaveLength(1024)
  const other = await invoke<{ embedding: number[] }>(
    server.runtime,
    'amazon.titan-embed-image-v1',
    {
      inputImage: pngOf(9, 9).toString('base64'),
    },
  )
  expect(cosine(embedding, other.embedding)).toBeLessThan(0.9)
})

test.each([
  ['cohere.rerank-v3-5:0', { api_version: 2 }],
  ['amazon.rerank-v1:0', {}],
])('%s ranks documents by their overlap with the query', async (modelId, more) => {
  const { results } = await invoke<{ results: { index: number; relevance_score: number }[] }>(
    server.runtime,
    modelId,
    { query: texts.query, documents: [texts.far, texts.near, 'A cat.'], top_n: 2, ...more },
  )
  expect(results.map(({ index }) => index)[0]).toBe(1)
  expect(results).toHaveLength(2)
  const scores = results.map(({ relevance_score }) => relevance_score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true)
})
