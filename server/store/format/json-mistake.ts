// Where a text stops being JSON. Engines tell it in some of their messages, and each in its own way.

/** What may come next. With a question mark: or the end of what was just opened. */
type Next = 'value' | 'value?' | 'key' | 'key?' | 'colon' | 'after'

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** The offset of the first sign that JSON has no place for; the end where a text is only cut off. */
export function mistakeIn(text: string): number {
  const open: string[] = []
  let next: Next | undefined = 'value'
  let at = 0
  while (at < text.length) {
    const sign = text.charAt(at)
    if (/[ \t\r\n]/.test(sign)) {
      at += 1
      continue
    }
    next = following(sign, next, open)
    if (next === undefined) return at
    if (sign === '"') {
      const end = stringEnd(text, at + 1)
      if (text[end] !== '"') return end
      at = end + 1
    } else if ('{}[],:'.includes(sign)) at += 1
    else {
      LITERAL.lastIndex = at
      if (!LITERAL.test(text)) return at
      at = LITERAL.lastIndex
    }
  }
  return at
}

function following(sign: string, next: Next, open: string[]): Next | undefined {
  if ((sign === '}' && next === 'key?') || (sign === ']' && next === 'value?') || next === 'after')
    return afterValue(sign, open)
  if (next === 'colon') return sign === ':' ? 'value' : undefined
  if (next === 'key' || next === 'key?') return sign === '"' ? 'colon' : undefined
  if (sign === '{' || sign === '[') {
    open.push(sign)
    return sign === '{' ? 'key?' : 'value?'
  }
  return '}],:'.includes(sign) ? undefined : 'after'
}

function afterValue(sign: string, open: string[]): Next | undefined {
  const inside = open.at(-1)
  if (inside === undefined) return undefined
  if (sign === ',') return inside === '{' ? 'key' : 'value'
  if (sign !== (inside === '{' ? '}' : ']')) return undefined
  open.pop()
  return 'after'
}

/** The closing quote, or the sign that a string may not hold. */
function stringEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && text[at] !== '"' && text.charCodeAt(at) >= 0x20) {
    if (text[at] !== '\\') at += 1
    else {
      ESCAPE.lastIndex = at
      if (!ESCAPE.test(text)) return at
      at = ESCAPE.lastIndex
    }
  }
  return at
}
