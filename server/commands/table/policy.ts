import { command } from '../command.ts'
import type { Command } from '../command.ts'

const CHECK_EXAMPLE =
  'npx bedrock-local policy check policy.json --operation Converse --model amazon.nova-lite-v1:0'

export const policyCommands: Command = {
  name: 'policy',
  summary: 'work with IAM policies',
  examples: [CHECK_EXAMPLE, 'npx bedrock-local policy suggest'],
  commands: [
    command({
      name: 'policy check',
      summary: 'explain whether an IAM policy allows a call; exit with 1 if it is denied',
      args: '[policy.json]',
      flags: [
        { name: 'operation', kind: 'text', default: 'Converse', help: 'operation to check' },
        { name: 'model', kind: 'text', help: 'id, profile or ARN of the model or resource' },
        {
          name: 'role',
          kind: 'text',
          help: 'role of the caller, if the file has policies by role',
        },
        { name: 'user', kind: 'text', help: 'user name of the caller' },
        { name: 'bearer', kind: 'flag', default: false, help: 'the call uses a bearer key' },
        {
          name: 'context',
          kind: 'list',
          takes: 'key=value',
          repeated: true,
          default: [],
          help: 'value of a condition key; may be repeated',
        },
      ],
      settings: ['policy', 'region', 'account'],
      examples: [
        CHECK_EXAMPLE,
        'npx bedrock-local policy check policies.yaml --role checkout --context bedrock:ServiceTier=flex --model amazon.nova-lite-v1:0',
      ],
      load: async () => (await import('../policy.ts')).runCheck,
    }),
    command({
      name: 'policy suggest',
      summary: 'print a least-privilege policy for the calls in the journal',
      flags: [
        { name: 'bearer', kind: 'flag', default: false, help: 'the callers use bearer keys' },
      ],
      settings: ['host', 'port', 'admin-token', 'account'],
      examples: [
        'npx bedrock-local policy suggest > policy.json',
        'npx bedrock-local policy suggest --bearer --port 4600',
      ],
      load: async () => (await import('../policy.ts')).runSuggest,
    }),
  ],
}
