/** The first key that occurs twice in one object of a valid JSON text, and its offset. `JSON.parse` keeps the last. */
export function repeatedKey(text: string): { key: string; at: number } | undefined {
  /** The keys of each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let isKey = false
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '{':
        open.push(new Set())
        isKey = true
        break
      case '[':
        open.push(undefined)
        isKey = false
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        isKey = open.at(-1) !== undefined
        break
      case '"': {
        const end = closingQuote(text, at)
        if (isKey) {
          const key = JSON.parse(text.slice(at, end + 1)) as string
          const keys = open.at(-1)
          if (keys?.has(key) === true) return { key, at }
          keys?.add(key)
          isKey = false
        }
        at = end
      }
    }
  }
  return undefined
}

function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charAt(first - 1) === '\\') first -= 1
  return (at - first) % 2 === 1
}
