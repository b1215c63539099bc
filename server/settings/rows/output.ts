import type { Setting } from '../setting.ts'

/** What the server shows of its calls. */
export const output = [
  {
    name: 'journal-size',
    kind: 'number',
    min: 0,
    max: 1_000_000,
    default: 1_000,
    help: 'maximum number of calls in the journal, per session',
  },
  {
    name: 'journal-clip',
    kind: 'number',
    min: 0,
    max: 25_000_000,
    default: 8_192,
    help: 'maximum number of bytes of each body in the journal',
  },
  { name: 'console', kind: 'flag', default: true, help: 'serve the web console at /' },
  { name: 'open', kind: 'flag', default: false, help: 'open the web console in the browser' },
  {
    name: 'log-level',
    kind: 'choice',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    default: 'info',
    help: 'lowest level to log',
  },
  {
    name: 'pretty',
    kind: 'flag',
    help: 'log readable lines instead of JSON; default: only on a terminal',
  },
] as const satisfies readonly Setting[]
