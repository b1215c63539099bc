// The request in a few words, for the middle of a sentence.

const MAX_WORDS = 12
const LOOKED = 400
const OPENING =
  /^(?:(?:hi|hello|hey)(?: there)?[,!. ]+|please |kindly |(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to |i (?:want|need) (?:you )?to |(?:tell|show|give) me (?:more )?(?:about )?|(?:explain|describe|discuss)(?: to me)? |what(?:'s|’s| is| are| was| were) )/i
// `in one sentence`, `in 40 words`, `with two lines`.
const MEASURE =
  /[, ]+(?:in|with|using) (?:just |only |exactly |about |at most )?(?:one|two|three|a|a single|a few|\d+) (?:short |simple |single )?(?:words?|lines?|sentences?|paragraphs?)$/i
/** Marks of headings and lists, tags, labels, and inverted punctuation. */
const MARKS =
  /^(?:[\s#*>¿¡-]+|<[^<>\n]{1,40}>|(?:context|task|text|article|input|user)\s*:|(?:put|write|give|wrap|place) (?:your|the) (?:final )?answer [^.\n]*\. )/i
const LAST_SIGNS = ' \t\n\r.?!,:;。？！、，：；*'
/** The last letters of `words`, `line`, `paragraph` and the like. */
const MEASURED = 'sdeh'
const SPACES = /\s+/g

function trimmedEnd(text: string): string {
  let end = text.length
  while (end > 0 && LAST_SIGNS.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** Whether a sentence ends here. Western punctuation needs a space after it. */
function ends(text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case 0x0a:
    case 0x3002:
    case 0xff1f:
    case 0xff01:
      return true
    case 0x2e:
    case 0x3f:
    case 0x21:
      return at + 1 === text.length || text.charCodeAt(at + 1) <= 0x20
    default:
      return false
  }
}

function firstSentence(text: string): string {
  let at = 0
  while (at < text.length && !ends(text, at)) at++
  return text.slice(0, at + 1)
}

/** The first words, with an ellipsis if there are more. */
function few(text: string): string {
  let at = -1
  for (let words = 0; words < MAX_WORDS; words++) {
    at = text.indexOf(' ', at + 1)
    if (at < 0) return text
  }
  return `${trimmedEnd(text.slice(0, at))} …`
}

function without(pattern: RegExp, text: string): string {
  let rest = text
  for (let times = 0; times < 4; times++) {
    const match = pattern.exec(rest)
    if (match === null || match[0].length === rest.length) break
    rest = rest.slice(match[0].length)
  }
  return rest
}

/** The first sentence without its polite or interrogative opening. */
export function topicOf(text: string): string {
  const start = without(MARKS, text.slice(0, LOOKED).trim())
  const sentence = trimmedEnd(without(OPENING, firstSentence(start).trim()))
  const measured = MEASURED.includes(sentence.slice(-1)) ? sentence.replace(MEASURE, '') : sentence
  return few(/\s\s|\t/.test(measured) ? measured.replace(SPACES, ' ') : measured)
}
