import type { Setting } from '../setting.ts'

/** The real Bedrock: what goes to it, and what is recorded. */
export const upstream = [
  {
    name: 'record-to',
    kind: 'text',
    takes: 'folder',
    help: 'folder for recordings; default: recorded/ in the last fixtures folder',
  },
  {
    name: 'refresh',
    kind: 'choice',
    choices: ['replace', 'append'],
    bare: 'replace',
    help: 'record existing recordings again: replace them, or append to them',
  },
  {
    name: 'record-errors',
    kind: 'flag',
    default: false,
    help: 'also record throttling, server errors and rejected credentials',
  },
  {
    name: 'upstream',
    kind: 'text',
    takes: 'url',
    form: { pattern: /^https?:\/\/[^/]+/, expected: 'a URL such as https://host' },
    help: "URL to forward to in record and proxy mode, instead of Bedrock's own hosts",
  },
  { name: 'fips', kind: 'flag', default: false, help: "forward to Bedrock's FIPS hosts" },
  {
    name: 'dual-stack',
    kind: 'flag',
    default: false,
    help: "forward to Bedrock's dual-stack hosts",
  },
  {
    name: 'profile',
    kind: 'text',
    takes: 'name',
    help: "AWS profile for the server's own credentials in record and proxy mode",
  },
  {
    name: 'credentials',
    kind: 'choice',
    choices: ['server', 'client'],
    default: 'server',
    help: "credentials to send upstream: the server's own, or the client's bearer key",
  },
  {
    name: 'warn',
    kind: 'flag',
    default: false,
    help: 'in record and proxy mode, log the validation errors that the other modes would return',
  },
] as const satisfies readonly Setting[]
