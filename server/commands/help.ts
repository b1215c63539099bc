import { settings, variableOf } from '../settings/settings.ts'
import type { Setting } from '../settings/settings.ts'

const COMMANDS: readonly (readonly [usage: string, does: string])[] = [
  ['bedrock-local [options]', 'serve'],
  [
    'bedrock-local env [--format shell|dotenv|json|powershell|cmd]',
    'print the variables that point an AWS SDK here',
  ],
  ['bedrock-local fixtures check|list|explain|unused|format', 'work with fixtures'],
  [
    'bedrock-local policy check <file> --model <id>',
    'whether an IAM policy allows a call, and why',
  ],
  ['bedrock-local policy suggest', 'the least policy for the calls in the journal'],
  ['bedrock-local record --from <folder>', 'ask the real Bedrock again for every recording'],
]

export function helpText(): string {
  const rows = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')
  const width = Math.max(...rows.map((row) => flagOf(row).length)) + 2
  return [
    'A local Amazon Bedrock: answers any AWS SDK from fixtures, invents answers offline, records the real service.',
    '',
    'Usage:',
    ...COMMANDS.map(([usage, does]) => `  ${usage.padEnd(60)}${does}`),
    '',
    'Options (each also as a variable such as BEDROCK_LOCAL_PORT, or in bedrock-local.config.json or .yaml):',
    ...rows.map((row) => `  ${flagOf(row).padEnd(width)}${row.help}${defaultOf(row)}`),
    `  ${'--help'.padEnd(width)}this page`,
    `  ${'--version'.padEnd(width)}the version`,
    '',
    `A flag beats its variable (${variableOf('mode')}), the variable the config file, the file the default.`,
    '',
  ].join('\n')
}

function flagOf({ name, kind, choices, bare }: Setting): string {
  if (kind === 'flag') return `--[no-]${name}`
  const value =
    choices?.join('|') ?? (kind === 'number' ? '<number>' : kind === 'list' ? '<a,b>' : '<text>')
  return bare === undefined ? `--${name} ${value}` : `--${name}[=${value}]`
}

function defaultOf(row: Setting): string {
  const value = row.default
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0))
    return ''
  return ` (default: ${String(value)})`
}
