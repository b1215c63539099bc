// Finds what an argument may need in a prompt: quoted words, numbers, dates, addresses, places.

export interface Entities {
  text: string
  lower: string
  quoted: string[]
  numbers: number[]
  dates: string[]
  emails: string[]
  urls: string[]
  codes: string[]
  places: string[]
  names: string[]
  /** Words in lower case, and numbers. */
  tokens: string[]
}

const QUOTED =
  /"([^"\n]{1,200})"|“([^”\n]{1,200})”|(?<![\p{L}\d])'([^'\n]{1,200})'(?!\p{L})|`([^`\n]{1,200})`/gu
const NUMBER = /(?<![\p{L}\d._-])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\d-]|\.\d)/gu
const DATE = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?/g
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
// `1st January 2022`, `January 1, 2022`.
const SPOKEN_DATE = new RegExp(
  String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH},? (\d{4})\b|\b${MONTH} (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`,
  'gi',
)
const EMAIL = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const URL = /\bhttps?:\/\/[^\s"'<>)\]]+[^\s"'<>)\].,!?]/g
const CODE =
  /\b(?:[A-Z]{2,}[A-Z\d_-]*\d[\w-]*|[A-Z]{2,6}|[a-z]+[-_]\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b/g
const PROPER = String.raw`\p{Lu}[\p{L}.'’-]*(?: (?:de|la|of|the|am) (?=\p{Lu})| (?=\p{Lu})|[\p{L}'’-])*`
const PLACE = new RegExp(
  String.raw`\b(?:in|at|near|for|to|from|of|around|visit|between) (?:the city of )?((?:${PROPER})(?:(?:, ?and |, ?or |, ?| and | or )(?:${PROPER}))*)`,
  'gu',
)
const SEPARATOR = /, ?and |, ?or | and | or |, ?/
// `Seattle, WA` and `Paris, France` are one place; `Paris, Rome and Oslo` are three.
const PLACE_AND_REGION = /^[^,]+, ?(?:\p{Lu}{2}|\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)$/u
const LOWER_PLACE =
  /\b(?:in|at|near) (?!the\b|a\b|an\b|my\b|your\b|one\b|json\b|order\b)(\p{Ll}{3,}(?: (?:york|francisco|angeles|city|kong|aires))?)/iu
const NAME = new RegExp(String.raw`(?<=[\p{L}\d,:"'] )(?:${PROPER})`, 'gu')
// `John Smith` or `Ada is 36` at the beginning, where a capital letter alone means nothing.
const FIRST_NAME =
  /^(?!(?:What|Who|Where|When|Which|Why|How|This|That|There|It|He|She|Here)\b)\p{Lu}\p{Ll}+(?:(?: \p{Lu}\p{Ll}+)+|(?= (?:is|was) (?:an? )?\d))/u
const LATER =
  /\b(?:today|tomorrow|tonight|yesterday|next week|(?:next |on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b/gi
const FIRST_LETTERS = /(?<!\p{L})\p{Ll}/gu
const TRAILING = /[.'’\s-]+$/

function all(text: string, pattern: RegExp): string[] {
  return Array.from(
    text.matchAll(pattern),
    (match) => match.slice(1).find((part) => part !== undefined) ?? match[0],
  )
}

function placesIn(text: string): string[] {
  const places: string[] = []
  for (const match of all(text, PLACE)) {
    const named = PLACE_AND_REGION.test(match) ? [match] : match.split(SEPARATOR)
    for (const place of named) places.push(place.replace(TRAILING, ''))
  }
  if (places.length > 0) return [...new Set(places)]
  const lower = LOWER_PLACE.exec(text)?.[1]
  return lower === undefined ? [] : [lower.replace(FIRST_LETTERS, (letter) => letter.toUpperCase())]
}

function spokenDates(text: string): string[] {
  return Array.from(text.matchAll(SPOKEN_DATE), ([, first, before, early, after, second, late]) => {
    const month = MONTHS.indexOf((before ?? after ?? '').toLowerCase()) + 1
    const day = first ?? second ?? '1'
    return `${early ?? late}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
  })
}

const TOKEN = /\p{L}+|-?\d+(?:,\d{3})*(?:\.\d+)?/gu
const MAX_TEXT = 4000

export function entitiesOf(prompt: string): Entities {
  const text = prompt.slice(0, MAX_TEXT)
  const plain = text
    .replace(DATE, ' ')
    .replace(SPOKEN_DATE, ' ')
    .replace(EMAIL, ' ')
    .replace(URL, ' ')
  return {
    text,
    lower: text.toLowerCase(),
    quoted: all(text, QUOTED),
    numbers: all(plain, NUMBER).map((number) => Number(number.replaceAll(',', ''))),
    dates: [...all(text, DATE), ...spokenDates(text), ...all(text, LATER)],
    emails: all(text, EMAIL),
    urls: all(text, URL),
    codes: all(text, CODE),
    places: placesIn(plain),
    names: [...(FIRST_NAME.exec(plain) ?? []), ...all(plain.replace(QUOTED, ' '), NAME)].map(
      (name) => name.replace(TRAILING, ''),
    ),
    tokens: plain.toLowerCase().match(TOKEN) ?? [],
  }
}
