// Finds the request in a prompt. Long prompts often put the text that the request is about before it or after it.

export interface Request {
  /** The request, without the text that it is about. */
  request: string
  /** The text before or after the request. Empty if the request is everything. */
  material: string
  /** The first paragraph, if the request is elsewhere: it may say how to answer. */
  opening: string
}

const SHORT = 240
const HEAD = 600
const TAIL = 400
const LABEL =
  /(?:^|\n)[ \t#*]*(?:<(?:user_)?(?:question|query|task|request|instructions?)>|(?:(?:user|customer)(?:'s)? )?(?:question|query|q|task|request|instructions?) ?(?::|\*\*:?|(?=\n)))[ \t*]*\n?[ \t]*([^\n<]{2,400})/gi
const COMMAND =
  /^(?:(?:please|now|then|finally),? )?(?:(?:can|could|would) you (?:please )?)?(?:tl;?dr|summari[sz]e|translate|explain|describe|classify|categori[sz]e|extract|list|write|rewrite|rephrase|paraphrase|proofread|correct|create|generate|give|name|compare|find|identify|fix|review|refactor|convert|decide|return|respond|reply|answer|tell|what|which|who|when|where|why|how|is|are|does|do|can)\b/i
const NO_OPENING = /^\s*(?:<|[#*\s]*(?:context|documents?|text|passage)\b)/i
const ASKS = /[?？][\s*"”)]*$/

function lastLabel(text: string): RegExpExecArray | undefined {
  LABEL.lastIndex = 0
  let match: RegExpExecArray | undefined
  for (let next = LABEL.exec(text); next !== null; next = LABEL.exec(text)) match = next
  return match
}

function whole(text: string): Request {
  if (text.length <= HEAD + TAIL) return { request: text, material: '', opening: '' }
  return { request: `${text.slice(0, HEAD)}\n${text.slice(-TAIL)}`, material: '', opening: '' }
}

function at(text: string, from: number, request: string): Request {
  const before = text.slice(0, from)
  const after = text.slice(from + request.length)
  return {
    request: request.trim(),
    material: (before.length > after.length ? before : after).trim(),
    opening: NO_OPENING.test(before) ? '' : (before.slice(0, HEAD).split('\n\n')[0] ?? ''),
  }
}

export function requestIn(text: string): Request {
  if (!text.includes('\n')) return whole(text)
  const tailAt = Math.max(0, text.length - HEAD)
  const labelled = lastLabel(tailAt === 0 ? text : text.slice(tailAt))
  if (labelled !== undefined) return labelledAt(text, tailAt, labelled)
  const first = text.slice(0, text.indexOf('\n'))
  if (first.length <= SHORT && (COMMAND.test(first) || ASKS.test(first))) return whole(text)
  const lastAt = text.lastIndexOf('\n') + 1
  const last = text.slice(lastAt)
  if (last.length <= SHORT && (ASKS.test(last) || COMMAND.test(last))) return at(text, lastAt, last)
  const early = tailAt === 0 ? undefined : lastLabel(text.slice(0, HEAD))
  return early === undefined ? whole(text) : labelledAt(text, 0, early)
}

function labelledAt(text: string, from: number, match: RegExpExecArray): Request {
  const request = match[1] ?? ''
  return at(text, from + match.index + match[0].length - request.length, request)
}
