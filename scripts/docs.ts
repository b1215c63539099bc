// The tables of the README that the code knows better: settings and operations.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { operations } from '../server/bedrock/operations.ts'
import { settings, variableOf } from '../server/settings/settings.ts'
import type { Setting } from '../server/settings/settings.ts'

const README = fileURLToPath(new URL('../README.md', import.meta.url))

const tables: Record<string, () => string[]> = {
  settings: () => [
    '| flag | default | what it does |',
    '|---|---|---|',
    ...(settings as readonly Setting[]).map(
      (row) =>
        `| ${row.kind === 'object' ? `\`${row.name}\` (config file)` : `\`--${row.name}\``} | ${defaultOf(row)} | ${row.help} |`,
    ),
    '',
    `Each flag is also a variable (\`--port\` is \`${variableOf('port')}\`) and a key of \`bedrock-local.config.json\` or \`.yaml\` (\`recordTo\` for \`--record-to\`).`,
  ],
  operations: () => [
    '| operation | verb and path |',
    '|---|---|',
    ...operations.map(({ name, method, path }) => `| ${name} | \`${method} ${path}\` |`),
  ],
}

function defaultOf(row: Setting): string {
  const value = row.default
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${String(value)}\``
}

/** The README with its tables made anew, between `<!-- name -->` and `<!-- /name -->`. */
function readme(): string {
  let text = readFileSync(README, 'utf8')
  for (const [name, lines] of Object.entries(tables)) {
    const between = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
    if (!between.test(text)) throw new Error(`the README has no place for the table of ${name}`)
    text = text.replace(
      between,
      (_, open: string, close: string) => `${open}${lines().join('\n')}\n${close}`,
    )
  }
  return text
}

export const generated = { 'README.md': readme }

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(README, readme())
