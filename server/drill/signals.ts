// Signals in the output of a run. The output is compared with the plain run, because words that are always there mean
// nothing.

const TROUBLE =
  /error|exception|fail|broken|interrupt|incomplete|truncat|partial|cut (?:off|short)|abort|time[ds]? ?-?out|throttl|unavailable|try again|max_tokens|MAX_TOKENS|(?:complete|finished|success|ok)\\*"?\s*[:=]\s*false/gi
const CRASH =
  /\b(?:TypeError|ReferenceError|IndexError|KeyError|AttributeError|NullPointerException|IndexOutOfBoundsException|NoMethodError|index out of range|nil pointer dereference)\b/
const HTTP_FAILURE = /\\*"statusCode\\*"\s*:\s*[45]\d\d\b/

/** Whether the output says that something is wrong or missing, in words that the plain output does not contain. */
export function admitsTrouble(output: string, plain: string): boolean {
  const usual = new Set(wordsIn(plain))
  return wordsIn(output).some((word) => !usual.has(word))
}

const wordsIn = (text: string) => [...text.matchAll(TROUBLE)].map(([word]) => word.toLowerCase())

/** Whether a handler's response in the output has a status of 400 or more. */
export function isHttpFailure(output: string, plain: string): boolean {
  return HTTP_FAILURE.test(output) && !HTTP_FAILURE.test(plain)
}

/** Whether the program crashed on the answer. */
export function isCrash(output: string, plain: string): boolean {
  return CRASH.test(output) && !CRASH.test(plain)
}

// Ways to write a text: as it is, in JSON, and in the JSON body of a handler's response.
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  inJson,
  (text) => inJson(inJson(text)),
]

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** The longest prefix of a text in the output; undefined if the plain output does not contain the whole text. */
export function shownPart(text: string, output: string, plain: string): string | undefined {
  const whole = text.trim()
  const write = WRITINGS.find((writing) => plain.includes(writing(whole)))
  if (whole === '' || write === undefined) return undefined
  let [shown, hidden] = [0, whole.length + 1]
  while (hidden - shown > 1) {
    const middle = Math.floor((shown + hidden) / 2)
    if (output.includes(write(whole.slice(0, middle)))) shown = middle
    else hidden = middle
  }
  return whole.slice(0, shown)
}
