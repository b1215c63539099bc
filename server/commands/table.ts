import { command } from './command.ts'
import type { Command } from './command.ts'
import { fixtureCommands } from './table/fixtures.ts'
import { policyCommands } from './table/policy.ts'

const ADDRESS = ['host', 'port', 'tls', 'tls-cert', 'tls-key']

/** All commands but the server itself, in the order of the help. */
export const commands: readonly Command[] = [
  command({
    name: 'env',
    summary: 'print the variables that point AWS SDKs at the server',
    flags: [
      {
        name: 'format',
        kind: 'choice',
        choices: ['shell', 'dotenv', 'json', 'powershell', 'cmd'],
        default: 'shell',
        help: 'how to print them',
      },
    ],
    settings: [...ADDRESS, 'region'],
    examples: ['eval "$(npx bedrock-local env)"', 'npx bedrock-local env --format dotenv > .env'],
    load: async () => (await import('./env.ts')).run,
  }),
  fixtureCommands,
  policyCommands,
  command({
    name: 'record',
    summary: 'record every recording again from the real Bedrock',
    flags: [
      {
        name: 'from',
        kind: 'list',
        takes: 'folder',
        repeated: true,
        help: 'folder with the recordings; default: the folders of --fixtures',
      },
      { name: 'model', kind: 'text', takes: 'glob', help: 'only recordings of these models' },
      { name: 'only', kind: 'text', takes: 'glob', help: 'only recordings with this name or file' },
      {
        name: 'as',
        kind: 'text',
        takes: 'model',
        help: 'another model to ask; its answers go to new files',
      },
      { name: 'yes', kind: 'flag', default: false, help: 'do not ask before calls are made' },
    ],
    settings: ['fixtures', 'record-to', 'region', 'profile', 'refresh', 'record-errors'],
    examples: [
      'npx bedrock-local record --from fixtures',
      "npx bedrock-local record --model 'amazon.nova-*' --as amazon.nova-2-lite-v1:0 --yes",
    ],
    load: async () => (await import('./record.ts')).run,
  }),
]
