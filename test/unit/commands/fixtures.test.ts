import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { fixturesCommand as command } from '../../support/fixtures-command.ts'
import { fixtureFolder } from '../../support/fixture-store.ts'

const FRANCE =
  'name: France\nmatch: { model: amazon.*, prompt: capital of France }\nanswer: { text: Paris }\n'

describe('check', () => {
  test('ends with 0 when all is well', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    expect(await command(['check'], { fixtures: [folder.path] })).toEqual({
      code: 0,
      lines: ['1 fixture, 0 recordings, 0 errors, 0 warnings'],
    })
  })

  test('prints each mistake and ends with 1', async () => {
    using folder = fixtureFolder({
      'a.yaml': FRANCE,
      'b.yaml': 'anser: 1',
      'c.yaml': `${FRANCE}priority: high`,
    })
    const { code, lines } = await command(['check', folder.path])
    expect(code).toBe(1)
    expect(lines).toEqual([
      `${folder.path}/b.yaml:1:1: anser is unknown; did you mean "answer"?`,
      `${folder.path}/c.yaml:4:11: priority is the string "high"; a number was expected`,
      '1 fixture, 0 recordings, 2 errors, 0 warnings',
    ])
  })

  test('reads the answers of recordings, too', async () => {
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
      expect.stringMatching(/media\.yaml:3:1: ENOENT: .*gone\.png/),
      expect.stringMatching(/merged\.yaml:5:\d+: not valid YAML: /),
      expect.stringMatching(/none\.yaml:3:1: responses is not a list with at least one response$/),
      '0 fixtures, 4 recordings, 3 errors, 0 warnings',
    ])
  })

  test('warns of templates that are none', async () => {
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
  test('says that files with errors are not in it', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE, 'b.yaml': 'anser: 1' })
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await command(['list', folder.path])
    const said = told.mock.calls.map(([text]) => String(text)).join('')
    told.mockRestore()
    expect(said).toBe(
      '1 file with errors is not listed; run "bedrock-local fixtures check" for details\n',
    )
  })

  test('is a table in words, in the order in which fixtures answer', async () => {
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

  test('shows what recordings were asked', async () => {
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

  test('or JSON', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    const { lines } = await command(['list', '--json', folder.path])
    expect(JSON.parse(lines.join('\n'))).toMatchObject([
      { name: 'France', kind: 'rule', model: 'amazon.*', calls: 0 },
    ])
  })
})

describe('explain', () => {
  const ask = (text: string) =>
    JSON.stringify({
      modelId: 'amazon.nova-lite-v1:0',
      messages: [{ role: 'user', content: [{ text }] }],
    })

  test('says who would answer', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    const request = folder.write('.requests/a.json', ask('The capital of France?'))
    expect(await command(['explain', request, folder.path])).toEqual({
      code: 0,
      lines: [`"France" answers (${folder.path}/a.yaml): prompt contains "capital of France"`],
    })
  })

  test('or what nearly does, and ends with 1', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    const request = folder.write('.requests/a.json', ask('The capital of Spain?'))
    expect(await command(['explain', request, folder.path])).toEqual({
      code: 1,
      lines: [
        'No fixture matches Converse to amazon.nova-lite-v1:0. The closest is "France":',
        '- prompt does not contain "capital of France"; after "capital of " comes "Spain?"',
      ],
    })
  })

  test('understands native bodies, as objects or as the text that SDKs take', async () => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE })
    const body = { inputText: 'The capital of France?' }
    for (const sent of [body, JSON.stringify(body)]) {
      const request = folder.write(
        '.r.json',
        JSON.stringify({ modelId: 'amazon.titan-text-express-v1', body: sent }),
      )
      expect((await command(['explain', request, folder.path])).code).toBe(0)
    }
  })

  test.each([
    ['ChatCompletions', 'openai.gpt-oss-120b', {}],
    ['Responses', 'openai.gpt-oss-120b', { input: 'The capital of France?' }],
    ['Messages', 'anthropic.claude-haiku-4-5', { max_tokens: 9 }],
  ])('understands requests of %s', async (operation, model, rest) => {
    using folder = fixtureFolder({ 'a.yaml': FRANCE.replace('model: amazon.*, ', '') })
    const messages = [{ role: 'user', content: 'The capital of France?' }]
    for (const stream of [false, true]) {
      const body = { model, ...('input' in rest ? rest : { messages, ...rest }), stream }
      const request = folder.write('.r.json', JSON.stringify({ operation, ...body }))
      expect((await command(['explain', request, folder.path])).lines).toEqual([
        `"France" answers (${folder.path}/a.yaml): prompt contains "capital of France"`,
      ])
    }
  })

  test('says what of a recording another API would lose', async () => {
    const body = { model: 'openai.gpt-oss-120b', messages: [{ role: 'user', content: 'Hi' }] }
    const choices = [{ index: 0, message: { content: 'Hi' }, logprobs: { content: [] } }]
    using folder = fixtureFolder({
      'chat.yaml': [
        `request: { operation: ChatCompletions, model: openai.gpt-oss-120b, foundation: "openai.gpt-oss-120b-1:0", body: ${JSON.stringify(body)} }`,
        '---',
        `responses: [${JSON.stringify({ status: 200, body: { choices } })}]`,
      ].join('\n'),
    })
    const request = folder.write(
      '.r.json',
      JSON.stringify({
        modelId: 'openai.gpt-oss-120b-1:0',
        messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
      }),
    )
    expect(await command(['explain', request, folder.path])).toEqual({
      code: 1,
      lines: [
        'No fixture matches Converse to openai.gpt-oss-120b-1:0. The closest is "chat.yaml":',
        '- recorded through ChatCompletions; as an answer of Converse it would lose log probabilities',
      ],
    })
  })

  test('knows the models of the config, as the server does', async () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl'
    using folder = fixtureFolder({
      'a.yaml': 'match:\n  model: amazon.nova-*\nanswer:\n  text: Mine.\n',
      '.r.json': JSON.stringify({ modelId: arn, messages: [] }),
    })
    const models = { [arn]: { foundation: 'amazon.nova-micro-v1:0' } }
    const { code } = await command(['explain', `${folder.path}/.r.json`, folder.path], { models })
    expect(code).toBe(0)
  })

  test('refuses what is not a request in one sentence', async () => {
    using folder = fixtureFolder({
      'a.yaml': FRANCE,
      '.r.json': '[]',
      '.s.json': '{"operation": "Convers"}',
    })
    await expect(command(['explain'])).rejects.toThrow(
      'fixtures explain needs <request.json>; usage: bedrock-local fixtures explain <request.json> [folder...]',
    )
    await expect(command(['explain', 'nowhere.json'])).rejects.toThrow(
      'nowhere.json cannot be read: ENOENT',
    )
    await expect(command(['explain', `${folder.path}/.r.json`])).rejects.toThrow(
      'does not contain a JSON object',
    )
    await expect(command(['explain', `${folder.path}/.s.json`])).rejects.toThrow(
      'does not support the operation "Convers"',
    )
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

  test('lists what the running server never needed', async () => {
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

  test('says so when no server answers, or another one', async () => {
    expect((await served(403, {})).lines[0]).toMatch(/^No bedrock-local server at .*: status 403\./)
    const { code, lines } = await command(['unused'], { port: 1 })
    expect(code).toBe(1)
    expect(lines[0]).toMatch(/^No bedrock-local server at http:\/\/127\.0\.0\.1:1: /)
  })
})

describe('format', () => {
  const untidy = '# about it\nanswer: { text: x }\nname: b # why\n'

  test('puts members in one order and keeps comments', async () => {
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

test('what is not a command is one sentence', async () => {
  await expect(command([])).rejects.toThrow(
    'fixtures needs a command (check, list, explain, unused, format',
  )
  await expect(command(['chekc'])).rejects.toThrow(
    'unknown command fixtures chekc; did you mean check?',
  )
  await expect(command(['list', '--jason'])).rejects.toThrow(/--jason/)
  await expect(command(['check', '/nowhere'])).rejects.toThrow('Folder not found: /nowhere')
})
