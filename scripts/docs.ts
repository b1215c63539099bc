// Generates tables in documents from code: settings, operations, rooms and others.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { operations } from '../server/bedrock/operations.ts'
import type { Command } from '../server/commands/command.ts'
import { flagOf } from '../server/commands/help.ts'
import { commands } from '../server/commands/table.ts'
import { tools } from '../server/mcp/tools.ts'
import { variableOf } from '../server/settings/setting.ts'
import { settings } from '../server/settings/settings.ts'
import type { Setting } from '../server/settings/setting.ts'
import { rooms } from './rooms.ts'

const TABLES: Record<string, { name: string; lines: () => string[] }> = {
  'server/settings/README.md': {
    name: 'settings',
    lines: () => [
      '| flag | variable | default | what it does |',
      '|---|---|---|---|',
      ...(settings as readonly Setting[]).map(settingRow),
    ],
  },
  'server/commands/README.md': {
    name: 'commands',
    lines: () => [
      '| command | what it does | flags |',
      '|---|---|---|',
      ...commands.flatMap(({ commands: own = [], ...row }) =>
        (row.load === undefined ? own : [row, ...own]).map(commandRow),
      ),
    ],
  },
  'server/bedrock/README.md': {
    name: 'operations',
    lines: () => [
      '| operation | method and path |',
      '|---|---|',
      ...operations.map(({ name, method, path }) => `| ${name} | \`${method} ${path}\` |`),
    ],
  },
  'server/mcp/README.md': {
    name: 'tools',
    lines: () => [
      '| tool | what it does | what it changes |',
      '|---|---|---|',
      ...tools.map(({ name, does, changes }) => `| \`${name}\` | ${does} | ${changes} |`),
    ],
  },
  'CONTRIBUTING.md': {
    name: 'rooms',
    lines: () => [
      '| room | holds | uses |',
      '|---|---|---|',
      ...rooms.map(({ name, holds, uses }) => `| \`${name}/\` | ${holds} | ${uses.join(', ')} |`),
    ],
  },
}

function commandRow({ name, args, summary, flags = [] }: Command): string {
  const usage = args === undefined ? name : `${name} ${args}`
  const own = flags.map((row) => `\`${flagOf(row)}\``).join(' ')
  return `| \`${usage}\` | ${summary} | ${own.replaceAll('|', '\\|')} |`
}

function settingRow(row: Setting): string {
  const [flag, variable] =
    row.kind === 'object'
      ? [`\`${row.name}\` (config file)`, '']
      : [`\`--${row.name}\``, `\`${variableOf(row.name)}\``]
  return `| ${flag} | ${variable} | ${defaultOf(row)} | ${row.help} |`
}

function defaultOf(row: Setting): string {
  const value = row.default
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${String(value)}\``
}

const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url))

/** The file with a fresh table between `<!-- name -->` and `<!-- /name -->`. */
function withTable(file: string, name: string, lines: string[]): string {
  const text = readFileSync(pathOf(file), 'utf8')
  const between = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`)
  if (!between.test(text)) throw new Error(`${file} has no place for the table of ${name}`)
  return text.replace(
    between,
    (_, open: string, close: string) => `${open}${lines.join('\n')}\n${close}`,
  )
}

export const generated: Record<string, () => string> = Object.fromEntries(
  Object.entries(TABLES).map(([file, { name, lines }]) => [
    file,
    () => withTable(file, name, lines()),
  ]),
)

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, text] of Object.entries(generated)) writeFileSync(pathOf(file), text())
