import { capital } from './short-texts.ts'
import type { AnswerSubject } from './subject.ts'

// Answers made from a text that came with the request.

// A colon after a quote belongs to a JSON example.
const GIVEN = /(?:(?<!["'])[:]|\n)\s*([\s\S]{3,})$/
const MAX_SENTENCE = 300

/** The text that a request is about: next to it, or after its colon. */
export function givenText({ material, request }: AnswerSubject): string {
  if (material !== '')
    return material
      .replace(/^<[\w-]+>/, '')
      .replace(/<\/[\w-]+>$/, '')
      .trim()
  return (GIVEN.exec(request)?.[1] ?? request).trim()
}

/** The first sentence and the last one. */
export function summarize(_: RegExpExecArray, subject: AnswerSubject): string | undefined {
  const { text, topic, document, attached, request } = subject
  const whole = text.length > request.length ? { ...subject, request: text } : subject
  const what = givenText(whole)
  // A document that cannot be read cannot be summed up.
  if (document === '' && attached.length > 0 && what === text.trim()) return undefined
  const sentences =
    (document === '' ? what : document)
      .match(/[^.!?\n]+[.!?]?/g)
      ?.map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length > 2) ?? []
  const [first = topic] = sentences
  const last = sentences.length > 2 ? ` ${sentences.at(-1) ?? ''}` : ''
  const lead = document === '' ? 'In short' : `${capital(attached.join(' and '))} in short`
  return `${lead}: ${first.slice(0, MAX_SENTENCE)}${last.slice(0, MAX_SENTENCE)}`
}

export function translation([, language = '']: RegExpExecArray, subject: AnswerSubject): string {
  const quoted = /["“'`]([^"”`\n]+)["”'`]/.exec(subject.request)?.[1] ?? givenText(subject)
  return `[${capital(language)}] ${quoted}`
}
