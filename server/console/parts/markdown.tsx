import { marked } from 'marked'
import type { Token, Tokens } from 'marked'
import { memo } from './memo.ts'
import { Code } from './code.tsx'

/** Markdown as nodes: no HTML is generated, and HTML in the text stays text. */
export function Markdown({ text }: { text: string }) {
  return (
    <div class="markdown">
      {chunksOf(text).map((chunk, at) => (
        <Chunk key={at} text={chunk} />
      ))}
    </div>
  )
}

/** While a text grows, only its last chunk is parsed again. */
const Chunk = memo(({ text }: { text: string }) => <>{marked.lexer(text).map(blockOf)}</>)

/** Cut at empty lines, but not within fenced code. */
function chunksOf(text: string): string[] {
  const chunks: string[] = []
  let fenced = false
  let from = 0
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const next = end === -1 ? text.length : end + 1
    if (/^ {0,3}(?:```|~~~)/.test(text.slice(at, Math.min(next, at + 8)))) fenced = !fenced
    if (!fenced && end === at && at > from) {
      chunks.push(text.slice(from, next))
      from = next
    }
    at = next
  }
  if (from < text.length) chunks.push(text.slice(from))
  return chunks
}

function blockOf(token: Token, at: number) {
  switch (token.type) {
    case 'heading':
      // The page has its own first headings.
      return (
        <p key={at} class={`md-heading md-heading-${(token as Tokens.Heading).depth}`}>
          <strong>{inlines(token)}</strong>
        </p>
      )
    case 'paragraph':
      return <p key={at}>{inlines(token)}</p>
    case 'code':
      return <Code key={at} text={(token as Tokens.Code).text} label="Code" copy="code" />
    case 'blockquote':
      return <blockquote key={at}>{blocks(token)}</blockquote>
    case 'list': {
      const { ordered, start, items } = token as Tokens.List
      const children = items.map((item, index) => <li key={index}>{blocks(item)}</li>)
      return ordered ? (
        <ol key={at} start={start === '' ? 1 : start}>
          {children}
        </ol>
      ) : (
        <ul key={at}>{children}</ul>
      )
    }
    case 'table':
      return <TableOf key={at} table={token as Tokens.Table} />
    case 'hr':
      return <hr key={at} />
    case 'space':
      return null
    case 'text':
      return 'tokens' in token && token.tokens ? <span key={at}>{inlines(token)}</span> : raw(token)
    default:
      return <p key={at}>{raw(token)}</p>
  }
}

const raw = (token: Token): string =>
  'text' in token && typeof token.text === 'string' ? token.text : token.raw
const blocks = (token: Token) => ('tokens' in token ? (token.tokens ?? []) : []).map(blockOf)
const inlines = (token: Token) => ('tokens' in token ? (token.tokens ?? []) : []).map(inlineOf)

function inlineOf(token: Token, at: number) {
  switch (token.type) {
    case 'strong':
      return <strong key={at}>{inlines(token)}</strong>
    case 'em':
      return <em key={at}>{inlines(token)}</em>
    case 'del':
      return <del key={at}>{inlines(token)}</del>
    case 'codespan':
      return <code key={at}>{(token as Tokens.Codespan).text}</code>
    case 'br':
      return <br key={at} />
    case 'link': {
      const { href } = token as Tokens.Link
      // Only web addresses become links: an answer must not run scripts.
      return /^https?:\/\//i.test(href) ? (
        <a key={at} href={href} target="_blank" rel="noopener noreferrer">
          {inlines(token)}
        </a>
      ) : (
        <span key={at}>
          {inlines(token)} ({href})
        </span>
      )
    }
    default:
      return raw(token)
  }
}

function TableOf({ table: { header, rows } }: { table: Tokens.Table }) {
  return (
    <div class="scrolling">
      <table>
        <thead>
          <tr>
            {header.map((cell, at) => (
              <th key={at} scope="col">
                {cell.tokens.map(inlineOf)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index}>{cell.tokens.map(inlineOf)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
