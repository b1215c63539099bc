import type { Setting } from '../setting.ts'

const HOST_NAME = /^\w([\w-]*\w)?(\.\w([\w-]*\w)?)*\.?$/
const IPV6 = /^[\da-f]{0,4}(:[\da-f]{0,4}){2,8}(\.\d{1,3}){0,3}(%[\w.-]+)?$/i

/** How the server runs: its mode, its address, its processes. */
export const serving = [
  {
    name: 'mode',
    kind: 'choice',
    choices: ['mock', 'replay', 'record', 'proxy'],
    default: 'mock',
    help: 'what happens when no fixture matches',
  },
  {
    name: 'port',
    kind: 'number',
    min: 0,
    max: 65_535,
    default: 4577,
    help: 'port to listen on; 0 picks a free one',
  },
  {
    name: 'host',
    kind: 'text',
    takes: 'address',
    form: {
      pattern: new RegExp(`${HOST_NAME.source}|${IPV6.source}`, 'i'),
      expected: 'an IP address or a host name',
    },
    default: '127.0.0.1',
    help: 'address to listen on',
  },
  {
    name: 'tls',
    kind: 'flag',
    default: false,
    help: 'also serve https on the same port; generates a certificate once and reuses it',
  },
  { name: 'tls-cert', kind: 'text', takes: 'file', help: 'certificate file for https (PEM)' },
  {
    name: 'tls-key',
    kind: 'text',
    takes: 'file',
    help: 'private key file of that certificate (PEM)',
  },
  {
    name: 'workers',
    kind: 'text',
    takes: 'number',
    form: {
      pattern: /^(auto|[1-9]\d{0,2})$/,
      expected: 'a number of processes from 1 to 999, or auto for one per core',
    },
    default: '1',
    help: 'number of processes that share the port; auto starts one per core',
  },
  {
    name: 'state',
    kind: 'text',
    form: {
      pattern: /^rediss?:\/\/\S+$/,
      expected: 'a URL such as redis://localhost:6379',
    },
    takes: 'url',
    secret: true,
    help: 'Redis or Valkey server that several servers share to act as one',
  },
  {
    name: 'state-optional',
    kind: 'flag',
    default: false,
    help: 'keep answering while the --state server is unreachable, instead of failing calls that use shared state',
  },
  {
    name: 'state-any-fixtures',
    kind: 'flag',
    default: false,
    help: 'share --state with servers that have different fixtures',
  },
  {
    name: 'grace',
    kind: 'number',
    min: 0,
    max: 900_000,
    default: 10_000,
    help: 'milliseconds to wait for open streams on SIGTERM',
  },
  {
    name: 'lambdas',
    kind: 'text',
    takes: 'folder',
    default: 'bundled',
    help: 'folder of Lambda handlers to serve (built JavaScript or Python), bundled for the examples, or none',
  },
  {
    name: 'config',
    kind: 'text',
    takes: 'file',
    help: 'config file; default: bedrock-local.config.json, .yaml or .yml in the current folder',
  },
] as const satisfies readonly Setting[]
