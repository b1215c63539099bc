import type { Block, Chat } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { pagesOf } from '../neutral/pdf.ts'
import type { AnswerSubject } from './text/subject.ts'
import { documentText } from './text/subject.ts'
import { terms } from './terms.ts'

// Documents and search results with `citations: { enabled: true }` are quoted with the place of each quotation.

const MAX_TEXT = 200_000
const MAX_PASSAGES = 2_000
const MAX_QUOTE = 400
/** The part of a passage that is compared with the question. */
const MAX_COMPARED = 1_000

/** A quotable passage, and its location. */
interface Passage {
  text: string
  title: string
  citation: JsonObject
}

/** An answer of alternating text and quotations; undefined if nothing may be cited. */
export function citedAnswer(chat: Chat, { text }: AnswerSubject): Block[] | undefined {
  const passages = passagesIn(chat)
  if (passages.length === 0) return undefined
  const [first, ...more] = chosen(passages, text)
  if (first === undefined) return undefined
  const blocks: Block[] = [{ text: `According to ${first.title}, ` }, quotation(first)]
  for (const passage of more) {
    const other = passage.title === first.title ? '' : ` ${passage.title} says`
    blocks.push({ text: `, and${other} ` }, quotation(passage))
  }
  blocks.push({ text: '.' })
  return blocks
}

function quotation({ text, citation }: Passage): Block {
  const quoted = text
    .trim()
    .slice(0, MAX_QUOTE)
    .replace(/[.!?]+$/, '')
  return { citationsContent: { content: [{ text: quoted }], citations: [citation] } }
}

/**
 * The passage that shares the most words with the question, and the next best; if there is none, the first of each
 * source.
 */
function chosen(passages: readonly Passage[], question: string): Passage[] {
  const questionTerms = new Set(terms(question))
  const scored = passages.map((passage) => ({
    passage,
    score: shared(questionTerms, passage.text),
  }))
  scored.sort((a, b) => b.score - a.score)
  const [best, next] = scored
  if (best === undefined) return []
  if (best.score === 0) {
    const titles = new Set<string>()
    return passages.filter(({ title }) => !titles.has(title) && titles.add(title)).slice(0, 2)
  }
  return next !== undefined && next.score * 2 > best.score
    ? [best.passage, next.passage]
    : [best.passage]
}

function shared(questionTerms: ReadonlySet<string>, text: string): number {
  return new Set(terms(text.slice(0, MAX_COMPARED)).filter((term) => questionTerms.has(term))).size
}

/** Documents and search results are numbered through the whole conversation, including those that may not be cited. */
function passagesIn({ messages }: Chat): Passage[] {
  const passages: Passage[] = []
  let documentIndex = 0
  let searchResultIndex = 0
  const take = (block: Block | Omit<Block, 'toolUse' | 'toolResult'>): void => {
    const { document, searchResult } = block
    if (document !== undefined) {
      if (isEnabled(document)) passages.push(...ofDocument(document, documentIndex))
      documentIndex++
    }
    if (searchResult !== undefined) {
      if (isEnabled(searchResult)) passages.push(...ofSearchResult(searchResult, searchResultIndex))
      searchResultIndex++
    }
  }
  for (const { content } of messages) {
    for (const block of content) {
      take(block)
      for (const inner of block.toolResult?.content ?? []) take(inner)
    }
  }
  return passages.slice(0, MAX_PASSAGES)
}

const isEnabled = ({ citations }: JsonObject): boolean =>
  isObject(citations) && citations['enabled'] === true

const word = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

function ofDocument(document: JsonObject, documentIndex: number): Passage[] {
  const title = word(document['name'])
  const { source, format } = document
  const passage = (text: string, location: JsonObject): Passage => ({
    text,
    title,
    citation: { location, sourceContent: [{ text }], title },
  })
  if (isObject(source) && Array.isArray(source['content']))
    return source['content'].map((chunk, at) =>
      passage(word(isObject(chunk) ? chunk['text'] : undefined), {
        documentChunk: { documentIndex, end: at + 1, start: at },
      }),
    )
  if (format === 'pdf' && isObject(source) && typeof source['bytes'] === 'string')
    return pagesOf(document, source['bytes']).map((text, at) =>
      passage(text || `page ${at + 1}`, {
        documentPage: { documentIndex, end: at + 2, start: at + 1 },
      }),
    )
  const [text = ''] = documentText({ document })
  return sentencesOf(text.slice(0, MAX_TEXT)).map(({ text: sentence, start, end }) =>
    passage(sentence, { documentChar: { documentIndex, end, start } }),
  )
}

function ofSearchResult(result: JsonObject, searchResultIndex: number): Passage[] {
  const title = word(result['title'])
  const source = word(result['source'])
  const content = Array.isArray(result['content']) ? result['content'] : []
  return content.map((part, at) => {
    const text = word(isObject(part) ? part['text'] : undefined)
    const location = { searchResultLocation: { end: at + 1, searchResultIndex, start: at } }
    return { text, title, citation: { location, source, sourceContent: [{ text }], title } }
  })
}

const SENTENCE = /[^]*?(?:[.!?]+(?=\s|$)|\n|$)\s*/g

/** Sentences with the space after them; places are counted in characters as Python counts them. */
function sentencesOf(text: string): { text: string; start: number; end: number }[] {
  const sentences: { text: string; start: number; end: number }[] = []
  let start = 0
  for (const [sentence] of text.matchAll(SENTENCE)) {
    if (sentence === '' || sentences.length >= MAX_PASSAGES) break
    const end = start + charactersIn(sentence)
    if (sentence.trim() !== '') sentences.push({ text: sentence, start, end })
    start = end
  }
  return sentences
}

function charactersIn(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count++
  return count
}
