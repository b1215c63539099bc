import type { RankTask } from '../neutral/prompt.ts'
import type { Ranking } from '../neutral/reply.ts'
import { addText } from './embeddings.ts'
import { terms } from './terms.ts'

const DIMENSIONS = 256
/** Rerank models read a few thousand tokens of the query and of each document. */
const MAX_TEXT = 20_000

/** Rare words weigh more than those that all documents share. */
function weightsOf(query: ReadonlySet<string>, documents: ReadonlySet<string>[]): number[] {
  const holding = new Map<string, number>()
  for (const document of documents)
    for (const term of document)
      if (query.has(term)) holding.set(term, (holding.get(term) ?? 0) + 1)
  const weight = (term: string): number =>
    Math.log(1 + (documents.length + 1) / ((holding.get(term) ?? 0) + 1))
  const weights = new Map(Array.from(query, (term) => [term, weight(term)]))
  const total = [...weights.values()].reduce((sum, value) => sum + value, 0)
  return documents.map((document) => {
    let held = 0
    for (const term of document) held += weights.get(term) ?? 0
    return total === 0 ? 0 : held / total
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function cosine(a: Float64Array, b: Float64Array): number {
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1)
}

function vectorOf(text: string, vector: Float64Array): Float64Array {
  vector.fill(0)
  addText(vector, text)
  return vector
}

/** Its cost is linear in the length of the query and the documents. */
export function inventRanking(task: RankTask): Ranking {
  const query = new Set(terms(task.query.slice(0, MAX_TEXT)))
  const texts = task.documents.map((text) => text.slice(0, MAX_TEXT))
  const documents = texts.map((text) => new Set(terms(text)))
  const overlaps = weightsOf(query, documents)
  const meaning = vectorOf(task.query.slice(0, MAX_TEXT), new Float64Array(DIMENSIONS))
  const vector = new Float64Array(DIMENSIONS)
  const results = texts.map((text, index) => {
    const near = Math.max(0, cosine(meaning, vectorOf(text, vector)))
    // Like a sigmoid, never quite 0 or 1.
    const score = 0.0005 + 0.97 * (0.75 * (overlaps[index] ?? 0) + 0.25 * near)
    return { index, score: Math.round(Math.min(score, 0.9995) * 1e8) / 1e8 }
  })
  results.sort((a, b) => b.score - a.score || a.index - b.index)
  return {
    kind: 'ranking',
    results: results.slice(0, task.top ?? results.length),
    latencyMs: 60 + results.length * 2,
  }
}
