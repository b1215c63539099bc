import { Copy } from './copy.tsx'
import { usePart } from './long-text.tsx'

type Kind = 'string' | 'number' | 'word' | 'comment' | 'key'

/** One pattern for JSON, YAML, Python, JavaScript and shell: enough to distinguish strings from the rest. */
const TOKENS =
  /(?<comment>(?:^|(?<=\s))(?:#|\/\/)[^\n]*)|(?<key>"(?:[^"\\\n]|\\.)*"(?=\s*:)|^[ \t-]*[\w$.-]+(?=:(?:\s|$)))|(?<string>"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>\b(?:true|false|null|None|True|False|import|from|const|await|async|for|in|of|if|return|def|new|print|export|try|except|catch|with|as)\b)/gm

/** Longer texts stay uncoloured: a browser renders one text faster than ten thousand pieces. */
const MAX_COLOURED = 60_000

const FIRST = 100_000

/** A monospaced text with syntax colours and a copy button. */
export function Code({ text, label, copy }: { text: string; label: string; copy?: string }) {
  const part = usePart(text, FIRST)
  return (
    <div class="code">
      {copy !== undefined && (
        <div class="code-copy">
          <Copy text={text} what={copy} />
        </div>
      )}
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>{part.text.length > MAX_COLOURED ? part.text : colour(part.text)}</code>
      </pre>
      {part.more}
    </div>
  )
}

function colour(text: string) {
  const parts = []
  let at = 0
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > at) parts.push(text.slice(at, match.index))
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0]
    parts.push(<span class={`tok-${kind as Kind}`}>{match[0]}</span>)
    at = match.index + match[0].length
  }
  parts.push(text.slice(at))
  return parts
}
