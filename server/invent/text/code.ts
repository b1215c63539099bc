import { MAKER } from '../samples.ts'
import type { Subject } from './subject.ts'

// Code in the language that is asked for: it runs, and gives back what it is given.

interface Language {
  named: RegExp
  comment: string
  /** A function of that name; where a language writes them otherwise, what stands for one. */
  body(name: string): string
}

const camel = (name: string): string =>
  name.replace(/_+(\w)/g, (_, first: string) => first.toUpperCase())

const LANGUAGES: Readonly<Record<string, Language>> = {
  python: {
    named: /\bpython\b/i,
    comment: '#',
    body: (name) => `def ${name}(value):\n    """Gives back what it is given."""\n    return value`,
  },
  typescript: {
    named: /\btypescript\b|\bts\b/i,
    comment: '//',
    body: (name) => `export function ${camel(name)}<T>(value: T): T {\n  return value\n}`,
  },
  java: {
    named: /\bjava\b/i,
    comment: '//',
    body: (name) => `static <T> T ${camel(name)}(T value) {\n    return value;\n}`,
  },
  go: {
    named: /\bgo(?:lang)?\b(?! to\b)/i,
    comment: '//',
    body: (name) => `func ${camel(name)}[T any](value T) T {\n\treturn value\n}`,
  },
  rust: {
    named: /\brust\b/i,
    comment: '//',
    body: (name) => `fn ${name}<T>(value: T) -> T {\n    value\n}`,
  },
  ruby: { named: /\bruby\b/i, comment: '#', body: (name) => `def ${name}(value)\n  value\nend` },
  bash: {
    named: /\b(?:bash|shell)\b/i,
    comment: '#',
    body: (name) => `${name}() {\n  echo "$1"\n}`,
  },
  sql: { named: /\bsql\b/i, comment: '--', body: () => 'SELECT *\nFROM invented\nLIMIT 10;' },
  html: {
    named: /\bhtml\b/i,
    comment: '<!--',
    body: () => '<!doctype html>\n<title>Invented</title>\n<p>Invented</p>',
  },
  javascript: {
    named: /\bjavascript\b|\bjs\b/i,
    comment: '//',
    body: (name) => `function ${camel(name)}(value) {\n  return value\n}`,
  },
}
const OTHERWISE = 'javascript'
// `is_prime(n)`, `a function called isPrime`.
const NAMED = /\b(?:called|named) [`"']?([a-z_]\w*)|\b([a-z_]\w+)\(/i

const MENDS = /\b(?:fix|refactor)\b/i
const FENCED = /```[\s\S]*?```/

export function code(_: RegExpExecArray, { request, topic, text }: Subject): string {
  const given = MENDS.test(request) ? FENCED.exec(text)?.[0] : undefined
  if (given !== undefined) return `${given}\n\n(${MAKER} asked no model, and changed nothing.)`
  const name =
    Object.keys(LANGUAGES).find((each) => LANGUAGES[each]?.named.test(request)) ?? OTHERWISE
  const { comment = '//', body } = LANGUAGES[name] ?? {}
  const named = NAMED.exec(request)
  const note = `${comment} Invented by ${MAKER}: ${topic}${name === 'html' ? ' -->' : ''}`
  const written = body?.(named?.[1] ?? named?.[2] ?? 'invented') ?? ''
  return `\`\`\`${name}\n${note}\n${written}\n\`\`\``
}
