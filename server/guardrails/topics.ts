import type { Topic } from './policy.ts'
import { fold } from './terms.ts'

const WORD = /[\p{L}\p{N}]+/gu

/** Words of a definition that say nothing about its subject. */
const EMPTY_WORDS = new Set(
  `about above after again against also another because been before being below between both cannot content could
  discussion discussions does doing down during each either every from further give given have having here
  including into itself just like making might more most must need only other others over ourselves people provide
  provides providing question questions rather related request requests same should since some such than that their
  them then there these they thing things this those through topic topics under until user users very want what
  when where which while will with within without would your yours`.split(/\s+/),
)

const MIN_LETTERS = 4
/** A text with this many different words of the definition is about the topic. */
const MIN_WORDS = 2

/** The singular, roughly: both sides are cut in the same way. */
const stem = (word: string): string =>
  word.length > MIN_LETTERS ? word.replace(/(?:'s|ies|es|s)$/, '').replace(/y$/, '') : word

const stemsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(WORD)]
      .map(([word]) => word)
      .filter((word) => word.length >= MIN_LETTERS && !EMPTY_WORDS.has(word))
      .map(stem),
  )

/** `InvestmentAdvice` and `Investment_Advice` are the words `investment advice`. */
const wordsOfName = (name: string): string =>
  fold(name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll(/[-_]+/g, ' '))

export type TopicTest = (text: string) => boolean

/**
 * A text is about a topic if it contains one of the topic's examples, the words of its name, or two different words of
 * its definition with at least four letters.
 */
export function createTopicTest({ name, definition, examples = [] }: Topic): TopicTest {
  const phrases = [...examples.map(fold), wordsOfName(name)].filter((phrase) => phrase !== '')
  const subject = stemsOf(fold(definition))
  return (text) => {
    const folded = fold(text)
    if (phrases.some((phrase) => holds(folded, phrase))) return true
    if (subject.size < MIN_WORDS) return false
    let found = 0
    for (const word of stemsOf(folded)) if (subject.has(word) && ++found === MIN_WORDS) return true
    return false
  }
}

const EDGE = /[\p{L}\p{N}]/u

function holds(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    if (!EDGE.test(text.charAt(at - 1)) && !EDGE.test(text.charAt(at + phrase.length))) return true
  }
  return false
}
