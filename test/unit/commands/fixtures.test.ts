import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { fixturesCommand as command } from '../../support/fixtures-command.ts'
import { ConfigError } from '../../../server/settings/config.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'

const FRANCE =
  'name: France\nmatch: { model: amazon.*, prompt: capital of France }\nanswer: { text: Paris }\n'

describe('check', () => {
  test('exits with 0 when all is well', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    expect(await command(['check'], { fixtures: [folder.path] })).toEqual({
      code: 0,
      lines: ['1 fixture, 0 recordings, 0 errors, 0 warnings'],
    })
  })

  test('prints each error and exits with 1', async () => {
    using folder = fixtureFolder({
      'a.yaml': FRANCE,
      'b.yaml': 'anser: 1',
      'c.yaml': `${FRANCE}priority: high`,
    })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(1)
    expect(lines).toEqual([
      `${folder.path}/b.yaml:1:1: anser is unknown; did you mean "answer"?`,
      `${folder.path}/c.yaml:4:11: priority is the string "high"; expected a number`,
      '1 fixture, 0 recordings, 2 errors, 0 warnings',
    ])
  })

  test('also reads the answers of recordings', async () => {
    const head = 'request: { operation: Converse, model: amazon.nova-micro-v1:0, body: {} }\n---\n'
    using folder = fixtureFolder({
      'fine.yaml': `${head}responses:\n  - { status: 200, body: {} }\n`,
      'media.yaml': `${head}responses:\n  - { status: 200, body: 'media:8:sha256:${'0'.repeat(64)}:gone.png' }\n`,
      'merged.yaml': `${head}responses:\n<<<<<<< HEAD\n  - { status: 200, body: {} }\n`,
      'none.yaml': `${head}respones: []\n`,
    })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(1)
    expect(lines).toEqual([
      expect.stringMatching(/media\.yaml:3:1: gone\.png is missing; it belongs to this recording$/),
      expect.stringMatching(/merged\.yaml:5:\d+: not valid YAML: /),
      expect.stringMatching(/none\.yaml:3:1: responses is not a list with at least one response$/),
      '0 fixtures, 4 recordings, 3 errors, 0 warnings',
    ])
  })

  test('warns about unknown templates', async () => {
    using folder = fixtureFolder({ 'a.yaml': 'answer:\n  text: Hello {{nope}}\n' })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(0)
    expect(lines[0]).toMatch(/^warning: .*a\.yaml:2:9: \{\{nope\}\} is not a template/)
  })

  test('counts warnings without failing', async () => {
    using folder = fixtureFolder({
      'a.yaml': 'answer: { text: x }',
      'b.yaml': 'answer: { text: x }',
    })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(0)
    expect(lines[0]).toMatch(/^warning: .*"a\.yaml" and "b\.yaml" match the same call/)
  })
})

describe('list', () => {
  test('reports that files with errors are left out', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE, 'b.yaml': 'anser: 1' })
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await command(['list', folder.path])
    const output = write.mock.calls.map(([text]) => String(text)).join('')
    write.mockRestore()
    expect(output).toBe(
      '1 file with errors is not listed; run "bedrock-local fixtures check" for details\n',
    )
  })

  test('prints a table of fixtures in the order in which they answer', async () => {
    using folder = fixtureFolder({
      'a.yaml': FRANCE,
      'b.yaml':
        'priority: 5\nmatch: { operation: Converse, turn: 2, tools: [x] }\nerror: { type: ThrottlingException, times: 2 }',
    })
    expect(await command(['list', folder.path])).toEqual({
      code: 0,
      lines: [
        'name    operation  model     match',
        'b.yaml  Converse   any       tool x offered, turn 2, fails 2 times first',
        'France  any chat   amazon.*  prompt contains "capital of France"',
      ],
    })
  })

  test('prints the requests of recordings', async () => {
    const recorded = (body: string) =>
      `request: { operation: Converse, model: amazon.nova-lite-v1:0, body: ${body} }\n---\nresponses: []\n`
    using folder = fixtureFolder({
      'a.yaml': recorded('{ messages: [{ role: user, content: [{ text: Who? }] }] }'),
      'b.yaml': recorded('{}'),
    })
    const { lines } = await command(['list', folder.path])
    expect(lines.map((line) => line.slice(line.indexOf('the ')))).toEqual([
      expect.anything(),
      'the recorded request "Who?"',
      'the recorded request',
    ])
  })

  test('prints JSON', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    const { lines } = await command(['list', '--json', folder.path])
    expect(JSON.parse(lines.join('\n'))).toMatchObject([
      { name: 'France', kind: 'rule', model: 'amazon.*', calls: 0 },
    ])
  })
})

describe('unused', () => {
  async function served(status: number, body: unknown) {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/_admin/fixtures' ? status : 404
      response.end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    try {
      return await command(['unused'], { port: (server.address() as AddressInfo).port })
    } finally {
      server.close()
    }
  }

  test('lists what the running server never used', async () => {
    const answer = [
      { name: 'a', calls: 2 },
      { name: 'b', calls: 0 },
      { name: 'c', calls: 0 },
    ]
    expect(await served(200, answer)).toEqual({
      code: 0,
      lines: ['b', 'c', '2 of 3 fixtures were not used'],
    })
  })

  test('reports when no server answers, or a different one', async () => {
    expect((await served(403, {})).lines[0]).toMatch(/^No bedrock-local server at .*: status 403\./)
    const { code, lines } = await command(['unused'], { port: 1 })
    expect(code).toBe(1)
    expect(lines[0]).toMatch(/^No bedrock-local server at http:\/\/127\.0\.0\.1:1: /)
  })
})

describe('format', () => {
  test('needs a folder', async () => {
    await expect(command(['format', '/nowhere'])).rejects.toThrow('Folder not found: /nowhere')
  })

  test('a fixture that cannot be written is reported in one sentence', async () => {
    // There is no room for the temporary name.
    const name = `${'x'.repeat(245)}.yaml`
    using folder = fixtureFolder({ [name]: 'answer: { text: Paris }\nname: France\n' })
    const error: unknown = await command(['format', folder.path]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(`${folder.path}/${name} cannot be written: ENAMETOOLONG`)
  })

  const untidy = '# about it\nanswer: { text: x }\nname: b # why\n'

  test('sorts members and keeps comments', async () => {
    using folder = fixtureFolder({
      'b.yaml': untidy,
      'a.yaml': FRANCE,
      'c.yaml': 'broken: 1\nname: x',
    })
    expect(await command(['format', '--check', folder.path])).toEqual({
      code: 1,
      lines: [`${folder.path}/b.yaml`, '1 fixture would be changed'],
    })
    expect((await command(['format', folder.path])).lines).toEqual([
      `${folder.path}/b.yaml`,
      '1 fixture changed',
    ])
    expect(readFileSync(`${folder.path}/b.yaml`, 'utf8')).toBe(
      '# about it\nname: b # why\nanswer: { text: x }\n',
    )
    expect(readFileSync(`${folder.path}/c.yaml`, 'utf8')).toBe('broken: 1\nname: x')
    expect((await command(['format', '--check', folder.path])).code).toBe(0)
  })
})

test('an unknown command is reported in one sentence', async () => {
  await expect(command([])).rejects.toThrow(
    'fixtures needs a command (check, list, explain, unused, format',
  )
  await expect(command(['chekc'])).rejects.toThrow(
    'unknown command fixtures chekc; did you mean check?',
  )
  await expect(command(['list', '--jason'])).rejects.toThrow(/--jason/)
  await expect(command(['check', '/nowhere'])).rejects.toThrow('Folder not found: /nowhere')
})
