// The interface between GitHub's runner and an action.
import { appendFileSync } from 'node:fs'
import { EOL } from 'node:os'

/** An input, with its default from action.yml. */
export const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim()

/** Appends a value to one of the runner's files: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_STATE. */
export function put(file, name, value) {
  const path = process.env[file]
  if (path !== undefined && path !== '') appendFileSync(path, `${name}=${value}${EOL}`)
}

/** An annotation: error, warning or notice. */
export function annotate(level, title, message) {
  process.stdout.write(`::${level} title=${escape(title, /[,:]/g)}::${escape(message)}\n`)
}

const percent = (found) => `%${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

function escape(text, further) {
  const escaped = text.replaceAll(/[%\r\n]/g, percent)
  return further === undefined ? escaped : escaped.replaceAll(further, percent)
}
