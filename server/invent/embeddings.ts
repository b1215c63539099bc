import type { EmbedTask } from '../neutral/prompt.ts'
import type { Embeddings } from '../neutral/reply.ts'
import { countPrompt } from '../tokens/tokens.ts'
import { hash, mix, createRandom } from '../random.ts'
import { isSmall, stem, words } from './terms.ts'

// Feature hashing: each word's stem, and with less weight its three-letter pieces, adds to a few dimensions of the
// vector. Texts that share words are close to each other; other texts are almost orthogonal.

const WORD_PLACES = 8
const PIECE_PLACES = 3
const WEIGHT = { word: 1, small: 0.1, piece: 0.25 }
/** Real vectors have no zeros, so this share of the length is noise. */
const NOISE = 0.02
/** More than any model reads. The rest of a text changes only the noise. */
const MAX_TEXT = 200_000
const MAX_WORD = 64

function add(vector: Float64Array, feature: string, weight: number, places: number): void {
  let state = hash(feature)
  for (let place = 0; place < places; place++) {
    state = mix(state + 0x9e3779b9)
    const at = (state >>> 1) % vector.length
    vector[at] = (vector[at] ?? 0) + (state & 1 ? weight : -weight)
  }
}

export function addText(vector: Float64Array, text: string): void {
  const seen = new Map<string, number>()
  for (const word of words(text.slice(0, MAX_TEXT))) seen.set(word, (seen.get(word) ?? 0) + 1)
  for (const [word, times] of seen) {
    const weight = 1 + Math.log(times)
    if (isSmall(word)) {
      add(vector, word, WEIGHT.small * weight, WORD_PLACES)
      continue
    }
    add(vector, stem(word), WEIGHT.word * weight, WORD_PLACES)
    const edged = `^${word.slice(0, MAX_WORD)}$`
    const piece = (WEIGHT.piece * weight) / Math.sqrt(edged.length)
    for (let at = 0; at + 3 <= edged.length; at++)
      add(vector, `#${edged.slice(at, at + 3)}`, piece, PIECE_PLACES)
  }
}

function addMedia(vector: Float64Array, media: string): void {
  const noise = createRandom(hash(media))
  for (let at = 0; at < vector.length; at++)
    vector[at] = (vector[at] ?? 0) + noise.int(2001) / 1000 - 1
}

function length(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}

/** The vector of a text, of a picture, or of both together. */
export function embed(
  input: { text?: string; media?: string },
  dimensions: number,
  normalize: boolean,
): number[] {
  const vector = new Float64Array(dimensions)
  if (input.text !== undefined) addText(vector, input.text)
  if (input.media !== undefined) addMedia(vector, input.media)
  const size = length(vector) || 1
  const noise = createRandom(hash(input.text ?? '', hash(input.media ?? '')))
  const spread = (NOISE * Math.sqrt(3 / dimensions)) / 1000
  for (let at = 0; at < dimensions; at++)
    vector[at] = (vector[at] ?? 0) / size + (noise.int(2001) - 1000) * spread
  const unit = length(vector)
  // Vectors of models that do not normalise are about this long.
  const scale = (normalize ? 1 : 12) / unit
  return Array.from(vector, (value) => fractional(Math.round(value * scale * 1e8) / 1e8))
}

/** Typed clients fail on a list of floats in which one is written as an integer, such as `0`. */
function fractional(value: number): number {
  return Number.isInteger(value) ? value + 1e-8 : value
}

export function inventEmbeddings(task: EmbedTask): Embeddings {
  const inputTokens = countPrompt(task)
  return {
    kind: 'embeddings',
    vectors: task.inputs.map((input) => embed(input, task.dimensions, task.normalize)),
    inputTokens,
    latencyMs: 40 + task.inputs.length * 6 + (inputTokens >> 4),
  }
}
