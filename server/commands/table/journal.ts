import { command } from '../command.ts'
import type { Command } from '../command.ts'

const SETTINGS = ['host', 'port', 'admin-token']

/** A command with subcommands; without one, it lists calls. */
export const journalCommands: Command = {
  ...command({
    name: 'journal',
    summary: 'list the calls of the running server',
    note: 'Each line starts with an id for show, save and replay; last is the latest call.',
    flags: [
      { name: 'follow', kind: 'flag', default: false, help: 'keep printing new calls' },
      {
        name: 'missed',
        kind: 'flag',
        default: false,
        help: 'only calls without a matching fixture, with the reasons',
      },
      {
        name: 'limit',
        kind: 'number',
        min: 1,
        max: 1_000_000,
        default: 20,
        help: 'number of calls',
      },
      { name: 'session', kind: 'text', takes: 'name', help: 'only calls of this session' },
    ],
    settings: SETTINGS,
    examples: ['npx bedrock-local journal --follow', 'npx bedrock-local journal --missed'],
    load: async () => (await import('../journal.ts')).list,
  }),
  commands: [
    command({
      name: 'journal show',
      summary: 'show the request, response and near misses of a call',
      args: '[id|last]',
      flags: [{ name: 'json', kind: 'flag', default: false, help: 'print JSON' }],
      settings: SETTINGS,
      examples: ['npx bedrock-local journal show last', 'npx bedrock-local journal show 3f9a1c'],
      load: async () => (await import('../journal.ts')).show,
    }),
    command({
      name: 'journal save',
      summary: 'save the answer of a call as a fixture',
      args: '[id|last]',
      flags: [
        {
          name: 'under',
          kind: 'text',
          takes: 'folder',
          help: 'subfolder of the fixtures folder; default: saved',
        },
      ],
      settings: SETTINGS,
      examples: [
        'npx bedrock-local journal save last',
        'npx bedrock-local journal save 3f9a1c --under checkout',
      ],
      load: async () => (await import('../journal.ts')).save,
    }),
    command({
      name: 'journal replay',
      summary: 'send the request of a call again; exit with 1 if the answer is an error',
      args: '[id|last]',
      settings: SETTINGS,
      examples: [
        'npx bedrock-local journal replay last',
        'npx bedrock-local journal replay 3f9a1c',
      ],
      load: async () => (await import('../journal.ts')).replayCall,
    }),
  ],
}
