import type { Setting } from '../setting.ts'

/** Who may call. */
export const access = [
  {
    name: 'auth',
    kind: 'choice',
    choices: ['none', 'present', 'verify'],
    default: 'none',
    help: 'which credentials requests must have: none, any, or valid ones',
  },
  {
    name: 'keys',
    kind: 'object',
    secret: true,
    help: 'access keys and bearer keys for --auth verify',
  },
  { name: 'policy', kind: 'text', takes: 'file', help: 'file with IAM policies to enforce' },
  {
    name: 'allow-host',
    kind: 'list',
    form: {
      pattern: /^(\*|(\*\.)?[\w.-]+)$/,
      expected: 'names without a port: bedrock.test, *.test',
    },
    default: [],
    help: 'additional host names to accept; loopback and names without a dot always work',
  },
  {
    name: 'allow-origin',
    kind: 'list',
    form: {
      pattern: /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+\/?)$/i,
      expected: 'origins such as http://localhost:3000, or *',
    },
    default: [],
    help: 'origins of web pages that may call the server',
  },
  {
    name: 'admin-token',
    kind: 'text',
    secret: true,
    help: 'bearer token required by /_admin',
  },
] as const satisfies readonly Setting[]
