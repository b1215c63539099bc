import { MAKER } from '../samples.ts'
import type { AnswerSubject } from './subject.ts'
import { isSmall, stem, words } from '../terms.ts'

// Answers a question about a given text with the sentence that shares most of its words.

const BRINGS_CONTEXT = /\b(?:context|documents?|passages?|excerpts?|sources?|knowledge base|faq)\b/i
const MAX_RULES = 1_500
const MIN_MATERIAL = 40
const MAX_MATERIAL = 20_000
const MAX_TERMS = 8
const MAX_PLACES = 12
/** A word in no more sentences than this is a strong hint. */
const RARE = 2
const ENOUGH = 2
const MAX_QUOTE = 400
const EDGES = /^[\s#>*•-]+|^(?:context|passage|document|text): |[\s*]+$/gi

/** The start of the sentence around a position. */
function startOf(text: string, at: number): number {
  for (let from = at; from > 0; from--) {
    const code = text.charCodeAt(from - 1)
    if (code === 0x0a || code === 0x3002) return from
    if (code === 0x20 && '.!?'.includes(text.charAt(from - 2)) && from > 1) return from
  }
  return 0
}

function endOf(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 0x0a) return end
    if (code === 0x3002) return end + 1
    if ((code === 0x2e || code === 0x21 || code === 0x3f) && !(text.charCodeAt(end + 1) > 0x20))
      return end + 1
  }
  return text.length
}

/** The starts of the sentences that contain a term. */
function sentencesWith(term: string, text: string, lower: string): number[] {
  const starts: number[] = []
  for (let at = lower.indexOf(term); at >= 0 && starts.length < MAX_PLACES;) {
    const start = startOf(text, at)
    // A tag is not a sentence.
    if (text.charCodeAt(start) !== 0x3c) starts.push(start)
    at = lower.indexOf(term, Math.max(endOf(text, at), at + 1))
  }
  return starts
}

/** The best matching sentence. Undefined if none shares one rare word or two others. */
function bestSentence(question: string, material: string): string | undefined {
  const text = material.slice(0, MAX_MATERIAL)
  const lower = text.toLowerCase()
  const stems = new Set<string>()
  for (const word of words(question)) if (!isSmall(word) && word.length > 2) stems.add(stem(word))
  const scores = new Map<number, number>()
  let best: number | undefined
  for (const term of [...stems].slice(-MAX_TERMS)) {
    const holding = sentencesWith(term, text, lower)
    const weight = holding.length <= RARE ? ENOUGH : 1
    for (const start of holding) {
      const score = (scores.get(start) ?? 0) + weight
      scores.set(start, score)
      if (best === undefined || score > (scores.get(best) ?? 0)) best = start
    }
  }
  if (best === undefined || (scores.get(best) ?? 0) < ENOUGH) return undefined
  return text.slice(best, Math.min(endOf(text, best), best + MAX_QUOTE)).replace(EDGES, '')
}

/** Undefined if no text came with the question, or no sentence of it matches. */
export function lookup(_: RegExpExecArray, subject: AnswerSubject): string | undefined {
  const { request, document, material, system } = subject
  const context = BRINGS_CONTEXT.test(system.slice(0, MAX_RULES)) ? system : ''
  for (const text of [document, material, context]) {
    const sentence = text.length < MIN_MATERIAL ? undefined : bestSentence(request, text)
    if (sentence !== undefined)
      return `${sentence} (${MAKER} found this in what came with the question, by its words.)`
  }
  return undefined
}
