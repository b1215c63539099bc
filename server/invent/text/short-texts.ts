import { knownAnswer } from '../known.ts'
import { moodOf } from '../mood.ts'
import type { Random } from '../../random.ts'
import { MAKER } from '../samples.ts'
import { isSmall, words } from '../terms.ts'
import type { AnswerSubject } from './subject.ts'

// Answers of a word, a line or a few lines.

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The known answer, or the last meaningful word of the topic. */
export function oneWord(_: RegExpExecArray, { request, topic }: AnswerSubject): string {
  const found = words(topic).filter(
    (word) => !isSmall(word) && !/^(?:word|answer|one|single)$/.test(word),
  )
  return String(knownAnswer(request)?.value ?? capital(found.at(-1) ?? 'Yes'))
}

export function option(
  [, named = '']: RegExpExecArray,
  { text }: AnswerSubject,
  random: Random,
): string | undefined {
  const options = named.match(/[\w-]+/g)?.filter((each) => !/^(?:or|and)$/i.test(each)) ?? []
  return moodOf(options, text.slice(0, 4_000)) ?? options[random.int(options.length || 1)]
}

export function echo([, double, single, bare]: RegExpExecArray): string | undefined {
  const phrase = double ?? single ?? bare
  return phrase?.replace(/(?:,? (?:please|and nothing else|in one word|only))+$/i, '')
}

export function numberBetween(
  [, low = '1', high = '10']: RegExpExecArray,
  _: AnswerSubject,
  random: Random,
): string {
  const [from, to] = [Math.min(+low, +high), Math.max(+low, +high)]
  return String(from + random.int(to - from + 1))
}

const LANGUAGE = /\b(python|typescript|javascript|java|rust|ruby|bash|sql|html|go)\b/i

/** A fenced block in the requested language. Its only line is a comment. */
export function code(_: RegExpExecArray, { request, topic }: AnswerSubject): string {
  const language = LANGUAGE.exec(request)?.[1]?.toLowerCase() ?? 'javascript'
  const note = `Invented by ${MAKER}: ${topic}`
  const hash = /^(?:python|ruby|bash)$/.test(language)
  const comment =
    language === 'html'
      ? `<!-- ${note} -->`
      : `${language === 'sql' ? '--' : hash ? '#' : '//'} ${note}`
  return `\`\`\`${language}\n${comment}\n\`\`\``
}
