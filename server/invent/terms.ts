// Words for comparing texts: stemmed, without stop words.

const WORD = /[\p{L}\p{N}]+/gu
const CAMEL = /([\p{Ll}\p{N}])(\p{Lu})/gu
// The same for ASCII, which takes a fraction of the time.
const NOT_ASCII = /[^\0-\x7f]/
const ASCII_WORD = /[a-z0-9]+/g
const ASCII_CAMEL = /([a-z0-9])([A-Z])/g
const SMALL = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have he her him his how i if in ' +
    'into is it its just like me my no not of on or our please shall she should so some tell than that the their ' +
    'them then there these they this those to use using was we were what when where which who whom whose why will ' +
    'with would you your s t re ve ll d m'
  ).split(' '),
)

const ENDINGS = [
  'ations',
  'ation',
  'ings',
  'ing',
  'edly',
  'ies',
  'ied',
  'ely',
  'ed',
  'es',
  'ly',
  's',
]
const MIN_STEM = 3

/** A word without its ending: `forecasts`, `forecasting` and `forecast` are one. */
export function stem(word: string): string {
  for (const ending of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < MIN_STEM) continue
    if (ending === 's' && word.endsWith('ss')) return word
    const rest = word.slice(0, -ending.length)
    return ending === 'ies' || ending === 'ied'
      ? `${rest}y`
      : rest.replace(/([^aeiouls])\1$/, '$1').replace(/e$/, '')
  }
  return word.length > MIN_STEM ? word.replace(/e$/, '') : word
}

/** The words of a text in lower case. The parts of camelCase and snake_case names count as words. */
export function words(text: string): string[] {
  if (NOT_ASCII.test(text)) return text.replace(CAMEL, '$1 $2').toLowerCase().match(WORD) ?? []
  return text.replace(ASCII_CAMEL, '$1 $2').toLowerCase().match(ASCII_WORD) ?? []
}

/** The stems of a text's words in order, without stop words. */
export function terms(text: string): string[] {
  const found: string[] = []
  for (const word of words(text)) if (!SMALL.has(word)) found.push(stem(word))
  return found
}

export function isSmall(word: string): boolean {
  return SMALL.has(word)
}
