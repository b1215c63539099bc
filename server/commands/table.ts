import { command } from './command.ts'
import type { Command } from './command.ts'
import { formatNames } from '../import/format-names.ts'
import { fixtureCommands } from './table/fixtures.ts'
import { journalCommands } from './table/journal.ts'
import { freezeCommand, modelServerCommands } from './table/model-server.ts'
import { policyCommands } from './table/policy.ts'

const ADDRESS = ['host', 'port', 'tls', 'tls-cert', 'tls-key']

/** All commands but the server itself, in the order of the help. */
export const commands: readonly Command[] = [
  command({
    name: 'init',
    summary: 'write a first fixture, a config and a test',
    args: '[vitest|jest|node|pytest|lambda]',
    note: 'Files that are there already are left alone. Without an argument it looks at the project.',
    examples: ['npx bedrock-local init', 'npx bedrock-local init vitest'],
    load: async () => (await import('./init.ts')).run,
  }),
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
      {
        name: 'doors',
        kind: 'flag',
        default: false,
        help: "also those of OpenAI's and Anthropic's plain clients, which then leave the real services",
      },
    ],
    settings: [...ADDRESS, 'region'],
    examples: ['eval "$(npx bedrock-local env)"', 'npx bedrock-local env --format dotenv > .env'],
    load: async () => (await import('./env.ts')).run,
  }),
  command({
    name: 'run',
    summary: 'run a Lambda handler in Python, JavaScript or TypeScript',
    note: 'The log goes to the error output, the result to the standard output. Without an endpoint in this shell, and without a running server, one is started.',
    args: '<file>',
    flags: [
      {
        name: 'handler',
        kind: 'text',
        takes: 'name',
        help: 'function to call; default: lambda_handler or handler',
      },
      {
        name: 'event',
        kind: 'text',
        takes: 'json|file',
        help: 'event to call it with; default: {}',
      },
      {
        name: 'env',
        kind: 'list',
        repeated: true,
        default: [],
        takes: 'name=value',
        help: 'variable to set; may be repeated',
      },
      { name: 'watch', kind: 'flag', default: false, help: 'run it again when a file changes' },
      {
        name: 'timeout',
        kind: 'number',
        min: 1,
        max: 900,
        default: 30,
        takes: 'seconds',
        help: 'how long it may take',
      },
    ],
    settings: ['host', 'port', 'mode', 'fixtures', 'region'],
    examples: [
      `npx bedrock-local run lambda_function.py --event '{"prompt": "What is Amazon Bedrock?"}'`,
      'npx bedrock-local run handler.mjs --event event.json --env MODEL_ID=amazon.nova-lite-v1:0 --watch',
    ],
    load: async () => (await import('./run.ts')).run,
  }),
  fixtureCommands,
  command({
    name: 'import',
    summary: 'turn VCR cassettes, HAR files, invocation logs and the like into recordings',
    note: 'Without --yes it shows what it would take and why not the rest, and asks if there is a terminal.',
    args: '<file or folder...>',
    flags: [
      {
        name: 'from',
        kind: 'choice',
        choices: formatNames,
        default: 'auto',
        help: 'the kind of the files; auto looks at their content',
      },
      {
        name: 'to',
        kind: 'text',
        takes: 'folder',
        help: 'where to write; default: imported/ in the last folder of --fixtures',
      },
      { name: 'yes', kind: 'flag', default: false, help: 'write without asking' },
      { name: 'json', kind: 'flag', default: false, help: 'print JSON' },
    ],
    settings: ['fixtures', 'region', 'record-errors'],
    examples: [
      'npx bedrock-local import tests/cassettes',
      'npx bedrock-local import logs --from logs --to fixtures/production --yes',
    ],
    load: async () => (await import('./import.ts')).run,
  }),
  policyCommands,
  modelServerCommands,
  freezeCommand,
  command({
    name: 'drill',
    summary: 'run a command with one trouble after another, and judge what it does about them',
    note: 'The command runs once plain and once per case, against a server of its own. It must call a model each time and exit with 0 if all is well.',
    args: '-- [command...]',
    flags: [
      { name: 'only', kind: 'list', default: [], help: 'run only these cases' },
      { name: 'skip', kind: 'list', default: [], help: 'leave these cases out' },
      { name: 'list', kind: 'flag', default: false, help: 'list the cases' },
      {
        name: 'timeout',
        kind: 'number',
        min: 1,
        max: 3_600,
        default: 30,
        takes: 'seconds',
        help: 'how long one run may take',
      },
      { name: 'json', kind: 'flag', default: false, help: 'print the report as JSON' },
      { name: 'junit', kind: 'text', takes: 'file', help: 'also write it as JUnit XML' },
      { name: 'verbose', kind: 'flag', default: false, help: 'show what the command writes' },
    ],
    settings: ['mode', 'fixtures', 'pace', 'region'],
    examples: [
      'npx bedrock-local drill -- node ask.mjs',
      'npx bedrock-local drill --only throttling,broken-stream --junit drill.xml -- npm test',
      'npx bedrock-local drill --list',
    ],
    load: async () => (await import('./drill.ts')).run,
  }),
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
  command({
    name: 'mcp',
    summary: 'serve tools for coding agents over stdin and stdout',
    note: 'It speaks the Model Context Protocol. It uses the server at --port, or starts one if none is running.',
    settings: [...ADDRESS, 'admin-token', 'mode', 'fixtures'],
    examples: [
      'claude mcp add bedrock-local -- npx bedrock-local mcp',
      'npx bedrock-local mcp --port 4600',
    ],
    load: async () => (await import('./mcp.ts')).run,
  }),
  journalCommands,
  command({
    name: 'forecast',
    summary: 'say what calls would have cost, and which quotas they would have hit',
    note: 'It reads the journal of the running server, or a file: its log in JSON, an answer of /_admin/journal, or one of /_admin/metrics. Quotas are those of the config, else those of the server.',
    args: '[file]',
    flags: [
      { name: 'session', kind: 'text', takes: 'name', help: 'only calls of this session' },
      { name: 'json', kind: 'flag', default: false, help: 'print JSON' },
    ],
    settings: ['host', 'port', 'admin-token', 'config', 'region'],
    examples: [
      'npx bedrock-local forecast',
      'npx bedrock-local forecast server.log --config production.yaml',
    ],
    load: async () => (await import('./forecast.ts')).run,
  }),
  command({
    name: 'models',
    summary: 'list the models of the region',
    flags: [
      {
        name: 'search',
        kind: 'text',
        takes: 'words',
        help: 'only models with these words in their id, name, provider or modalities',
      },
      { name: 'json', kind: 'flag', default: false, help: 'print JSON' },
    ],
    settings: ['region', 'config'],
    examples: [
      'npx bedrock-local models --search nova',
      'npx bedrock-local models --region eu-west-1 --search "anthropic image"',
    ],
    load: async () => (await import('./models.ts')).run,
  }),
  command({
    name: 'doctor',
    summary: 'say what is wrong with the set-up, and what to do',
    note: 'It looks at Node.js, the port, the variables of this shell, credentials, Python and Docker, and asks the server a question.',
    flags: [{ name: 'json', kind: 'flag', default: false, help: 'print JSON' }],
    settings: [...ADDRESS, 'profile', 'region'],
    examples: ['npx bedrock-local doctor', 'npx bedrock-local doctor --port 4600'],
    load: async () => (await import('./doctor.ts')).run,
  }),
  command({
    name: 'completion',
    summary: 'print the completion script of a shell',
    args: '<bash|zsh|fish>',
    examples: [
      'eval "$(npx bedrock-local completion bash)"',
      'npx bedrock-local completion fish | source',
    ],
    load: async () => (await import('./completion.ts')).completionOf(commands),
  }),
]
