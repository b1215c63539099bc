import { command } from '../command.ts'
import type { Command } from '../command.ts'

export const modelServerCommands: Command = {
  name: 'model-server',
  summary: 'work with a local model server',
  examples: [
    'npx bedrock-local model-server check http://localhost:11434',
    'npx bedrock-local model-server check http://localhost:11434 --model qwen3:4b',
  ],
  commands: [
    command({
      name: 'model-server check',
      summary: 'try what a model server can do: text, streams, tools, schemas, images, embeddings',
      note: 'native: the server does it. emulated: bedrock-local makes up for it. missing: calls that need it fail or get something else.',
      args: '[url]',
      flags: [
        { name: 'model', kind: 'text', help: "one of the server's models" },
        {
          name: 'max-tokens',
          kind: 'number',
          min: 1,
          max: 100_000,
          default: 256,
          help: 'longest answer; more for models that think first',
        },
      ],
      settings: ['model-server'],
      examples: [
        'npx bedrock-local model-server check http://localhost:11434 --model qwen3:4b',
        'npx bedrock-local model-server check --config bedrock-local.config.yaml',
      ],
      load: async () => (await import('../model-server/check.ts')).check,
    }),
  ],
}

export const freezeCommand: Command = command({
  name: 'freeze',
  summary: 'save what the model server has said as fixtures',
  note: 'The server must still run, since its journal has the answers. The same request gets one fixture, with the last answer.',
  flags: [
    { name: 'match', kind: 'text', help: 'only prompts that contain this text' },
    { name: 'model', kind: 'text', takes: 'glob', help: 'only calls of these Bedrock models' },
    { name: 'session', kind: 'text', help: 'only calls of this session' },
    {
      name: 'under',
      kind: 'text',
      takes: 'folder',
      default: 'saved',
      help: 'subfolder of the fixtures folder',
    },
  ],
  settings: ['host', 'port', 'tls', 'admin-token'],
  examples: ['npx bedrock-local freeze', "npx bedrock-local freeze --match 'capital of'"],
  load: async () => (await import('../freeze.ts')).freeze,
})
