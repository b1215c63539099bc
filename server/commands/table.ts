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
    note: 'Never overwrites a file. Without an argument, it picks what fits the project.',
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
        help: 'output format',
      },
      {
        name: 'doors',
        kind: 'flag',
        default: false,
        help: "also print the variables of OpenAI's and Anthropic's own clients, which then no longer call the real services",
      },
    ],
    settings: [...ADDRESS, 'region'],
    examples: ['eval "$(npx bedrock-local env)"', 'npx bedrock-local env --format dotenv > .env'],
    load: async () => (await import('./env.ts')).run,
  }),
  command({
    name: 'run',
    summary: 'run a Lambda handler in Python, JavaScript or TypeScript',
    note: 'Prints the log to stderr and the result to stdout. Starts a server if none is running and this shell sets no endpoint.',
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
        help: 'event to pass; default: {}',
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
        help: 'time limit',
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
    summary: 'convert VCR cassettes, HAR files, invocation logs and others to recordings',
    note: 'Without --yes, it shows what it would import and why it skips the rest, and asks for confirmation on a terminal.',
    args: '<file or folder...>',
    flags: [
      {
        name: 'from',
        kind: 'choice',
        choices: formatNames,
        default: 'auto',
        help: 'file format; auto detects it',
      },
      {
        name: 'to',
        kind: 'text',
        takes: 'folder',
        help: 'folder to write to; default: imported/ in the last fixtures folder',
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
    summary: 'run a command against one failure after another and judge how it copes',
    note: 'Runs the command once without a failure and once per case, against a separate server. The command must call a model each time and exit with 0 on success.',
    args: '-- [command...]',
    flags: [
      { name: 'only', kind: 'list', default: [], help: 'run only these cases' },
      { name: 'skip', kind: 'list', default: [], help: 'skip these cases' },
      { name: 'list', kind: 'flag', default: false, help: 'list the cases' },
      {
        name: 'timeout',
        kind: 'number',
        min: 1,
        max: 3_600,
        default: 30,
        takes: 'seconds',
        help: 'time limit for one run',
      },
      { name: 'json', kind: 'flag', default: false, help: 'print the report as JSON' },
      { name: 'junit', kind: 'text', takes: 'file', help: 'also write the report as JUnit XML' },
      { name: 'verbose', kind: 'flag', default: false, help: 'show the output of the command' },
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
    summary: 'record all recordings again from the real Bedrock',
    flags: [
      {
        name: 'from',
        kind: 'list',
        takes: 'folder',
        repeated: true,
        help: 'folder with recordings; default: all fixtures folders',
      },
      { name: 'model', kind: 'text', takes: 'glob', help: 'only recordings of these models' },
      { name: 'only', kind: 'text', takes: 'glob', help: 'only recordings with this name or file' },
      {
        name: 'as',
        kind: 'text',
        takes: 'model',
        help: 'call another model; writes its answers to new files',
      },
      { name: 'yes', kind: 'flag', default: false, help: 'call without asking for confirmation' },
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
    note: 'Uses the Model Context Protocol. Connects to the server at --port, or starts one if none is running.',
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
    summary: 'show what calls would have cost and which quotas they would have hit',
    note: 'Reads the journal of the running server, or a file: a JSON log, or a response of /_admin/journal or /_admin/metrics. Uses the quotas of the config, or else those of the server.',
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
    summary: 'check the setup and suggest fixes',
    note: 'Checks Node.js, the port, the variables of this shell, credentials, Python and Docker, and makes a test call.',
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
