import { settings, variableOf } from '../settings/settings.ts'
import type { Setting } from '../settings/settings.ts'

const COMMANDS: readonly (readonly [usage: string, does: string])[] = [
  ['bedrock-local [options]', 'start the server'],
  [
    'bedrock-local env [--format shell|dotenv|json|powershell|cmd]',
    'print the variables that point AWS SDKs at the server',
  ],
  ['bedrock-local fixtures check|list|explain|unused|format', 'work with fixtures'],
  ['bedrock-local policy check <file> --model <id>', 'explain whether an IAM policy allows a call'],
  ['bedrock-local policy suggest', 'print a least-privilege policy for the calls in the journal'],
  ['bedrock-local record --from <folder>', 'record every recording again from the real Bedrock'],
]

export function helpText(): string {
  const rows = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')
  const width = Math.max(...rows.map((row) => flagOf(row).length)) + 2
  return [
    'A local Amazon Bedrock: answers any AWS SDK from fixtures, invents answers offline, or records the real service.',
    '',
    'Usage:',
    ...COMMANDS.map(([usage, does]) => `  ${usage.padEnd(60)}${does}`),
    '',
    'Options (also as environment variables such as BEDROCK_LOCAL_PORT, or in bedrock-local.config.json or .yaml):',
    ...rows.map((row) => `  ${flagOf(row).padEnd(width)}${row.help}${defaultOf(row)}`),
    `  ${'--help'.padEnd(width)}print this help`,
    `  ${'--version'.padEnd(width)}print the version`,
    '',
    `Flags take precedence over variables (${variableOf('mode')}), variables over the config file, and the file over defaults.`,
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
