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
      summary:
        'test what a model server supports: text, streams, tools, schemas, images, embeddings',
      note: 'native: the server supports it. emulated: bedrock-local emulates it. missing: calls that need it fail or get something else.',
      args: '[url]',
      flags: [
        { name: 'model', kind: 'text', help: "one of the server's models" },
        {
          name: 'max-tokens',
          kind: 'number',
          min: 1,
          max: 100_000,
          default: 256,
          help: 'maximum length of an answer; raise it for models that reason first',
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
  summary: 'save answers of the model server as fixtures',
  note: 'The server must still be running, because the answers come from its journal. Identical requests become one fixture, with the last answer.',
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
