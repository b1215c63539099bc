import { command } from '../command.ts'
import type { Command } from '../command.ts'

const SETTINGS = ['fixtures']

export const fixtureCommands: Command = {
  name: 'fixtures',
  summary: 'work with fixtures',
  examples: ['npx bedrock-local fixtures check', 'npx bedrock-local fixtures explain request.json'],
  commands: [
    command({
      name: 'fixtures check',
      summary: 'report all mistakes with file, line and column',
      args: '[folder...]',
      settings: SETTINGS,
      examples: [
        'npx bedrock-local fixtures check',
        'npx bedrock-local fixtures check test/fixtures',
      ],
      load: async () => (await import('../fixtures/check.ts')).check,
    }),
    command({
      name: 'fixtures list',
      summary: 'list fixtures in order of precedence',
      args: '[folder...]',
      flags: [{ name: 'json', kind: 'flag', default: false, help: 'print JSON' }],
      settings: SETTINGS,
      examples: [
        'npx bedrock-local fixtures list',
        'npx bedrock-local fixtures list --json test/fixtures',
      ],
      load: async () => (await import('../fixtures/list.ts')).list,
    }),
    command({
      name: 'fixtures explain',
      summary: 'show which fixture answers a request, and the near misses',
      note: 'The file contains { "operation": "Converse", "modelId": ..., "messages": ... }; - reads stdin.',
      args: '<request.json> [folder...]',
      settings: [...SETTINGS, 'region'],
      examples: [
        'npx bedrock-local fixtures explain request.json',
        'pbpaste | npx bedrock-local fixtures explain - test/fixtures',
      ],
      load: async () => (await import('../fixtures/explain.ts')).explain,
    }),
    command({
      name: 'fixtures unused',
      summary: 'list fixtures that the running server has not used',
      settings: ['host', 'port', 'admin-token'],
      examples: [
        'npx bedrock-local fixtures unused',
        'npx bedrock-local fixtures unused --port 4600',
      ],
      load: async () => (await import('../fixtures/unused.ts')).unused,
    }),
    command({
      name: 'fixtures format',
      summary: 'sort the members of fixtures consistently',
      args: '[folder...]',
      flags: [
        {
          name: 'check',
          kind: 'flag',
          default: false,
          help: 'write nothing; exit with 1 if a fixture is unsorted',
        },
      ],
      settings: SETTINGS,
      examples: [
        'npx bedrock-local fixtures format',
        'npx bedrock-local fixtures format --check test/fixtures',
      ],
      load: async () => (await import('../fixtures/format.ts')).format,
    }),
  ],
}
