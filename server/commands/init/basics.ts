import { configKey } from '../../settings/setting.ts'
import { settings } from '../../settings/settings.ts'
import type { Setting } from '../../settings/setting.ts'
import type { StarterFile } from './starter.ts'

export const CONFIG = 'bedrock-local.config.yaml'
export const SCHEMA = 'fixtures/fixture.schema.json'

export const exampleFixture = (schema: string): StarterFile => ({
  path: 'fixtures/capital-of-france.yaml',
  text: `# yaml-language-server: $schema=${schema}
# Answers every call whose last message contains this text, through Converse, InvokeModel and their streams.
match:
  prompt: capital of France
answer:
  text: Paris is the capital of France.
`,
})

// Settings that projects often set; --help has the others.
const SHOWN = [
  'port',
  'region',
  'pace',
  'lenient',
  'strict-models',
  'auth',
  'policy',
  'record-to',
  'profile',
  'lambdas',
  'log-level',
]

const OBJECTS = `# Faults to inject.
# faults:
#   - match: { model: amazon.nova-* }
#     error: ThrottlingException
#     times: 2

# Limits per minute, by model.
# quotas:
#   amazon.nova-*: { requestsPerMinute: 10 }
`

/** The config file, with settings that are commented out at their defaults. */
export function exampleConfig(): StarterFile {
  const rows = settings as readonly Setting[]
  const commented = SHOWN.flatMap((name) => rows.find((row) => row.name === name) ?? []).map(
    (row) => `# ${row.help}\n# ${configKey(row.name)}: ${valueOf(row)}\n`,
  )
  return {
    path: CONFIG,
    text: `# Settings of the command bedrock-local; flags and BEDROCK_LOCAL_* variables take precedence.

# If no fixture matches, mock invents an answer, and replay returns an error that explains why.
mode: mock

# later folders take precedence
fixtures: [fixtures]

${commented.join('\n')}
${OBJECTS}`,
  }
}

function valueOf({ name, default: value, choices }: Setting): string {
  if (value !== undefined) return String(value)
  const examples: Readonly<Record<string, string>> = {
    pace: 'realistic',
    policy: 'policy.json',
    'record-to': 'fixtures/recorded',
    profile: 'my-profile',
  }
  return examples[name] ?? choices?.[0] ?? ''
}
