import type { RankTask } from '../neutral/prompt.ts'
import type { Ranking } from '../neutral/reply.ts'
import { embed } from './embeddings.ts'
import { terms } from './terms.ts'

const DIMENSIONS = 256

/** How much of a query's weight a document holds; rare words weigh more than those that all documents share. */
function overlap(
  query: Set<string>,
  document: Set<string>,
  rarity: (term: string) => number,
): number {
  let held = 0
  let all = 0
  for (const term of query) {
    const weight = rarity(term)
    all += weight
    if (document.has(term)) held += weight
  }
  return all === 0 ? 0 : held / all
}

function cosine(a: number[], b: number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
}

export function inventRanking(task: RankTask): Ranking {
  const query = new Set(terms(task.query))
  const documents = task.documents.map((text) => new Set(terms(text)))
  const rarity = (term: string): number => {
    const holding = documents.filter((document) => document.has(term)).length
    return Math.log(1 + (documents.length + 1) / (holding + 1))
  }
  const weights = new Map([...query].map((term) => [term, rarity(term)]))
  const asked = embed({ text: task.query }, DIMENSIONS, true)
  const results = documents.map((document, index) => {
    const shared = overlap(query, document, (term) => weights.get(term) ?? 0)
    const near = Math.max(
      0,
      cosine(asked, embed({ text: task.documents[index] ?? '' }, DIMENSIONS, true)),
    )
    // Never quite 0 or 1, as of a sigmoid.
    const score = 0.0005 + 0.97 * (0.75 * shared + 0.25 * near)
    return { index, score: Math.round(Math.min(score, 0.9995) * 1e8) / 1e8 }
  })
  results.sort((a, b) => b.score - a.score || a.index - b.index)
  return {
    kind: 'ranking',
    results: results.slice(0, task.top ?? results.length),
    latencyMs: 60 + results.length * 2,
  }
}
