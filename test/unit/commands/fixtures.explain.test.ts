import { expect, test } from 'vitest'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { fixturesCommand as command } from '../../support/fixtures-command.ts'

const FRANCE =
  'name: France\nmatch: { model: amazon.*, prompt: capital of France }\nanswer: { text: Paris }\n'

const ask = (text: string) =>
  JSON.stringify({
    modelId: 'amazon.nova-lite-v1:0',
    messages: [{ role: 'user', content: [{ text }] }],
  })

test('prints which fixture would answer', async () => {
  using folder = fixtureFolder({ 'a.yaml': FRANCE })
  const request = folder.write('.requests/a.json', ask('The capital of France?'))
  expect(await command(['explain', request, folder.path])).toEqual({
    code: 0,
    lines: [`"France" answers (${folder.path}/a.yaml): prompt contains "capital of France"`],
  })
})

test('or the nearest ones, and exits with 1', async () => {
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

test('understands native bodies, as objects or as text', async () => {
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

test('reports what another API would lose from a recording', async () => {
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

test('rejects what is not a request in one sentence', async () => {
  using folder = fixtureFolder({
    'a.yaml': FRANCE,
    '.r.json': '[]',
    '.s.json': '{"operation": "Convers"}',
  })
  await expect(command(['explain'])).rejects.toThrow(
    'fixtures explain needs <request.json>; usage: bedrock-local fixtures explain <request.json> [folder...]',
  )
  await expect(command(['explain', 'nowhere.json'])).rejects.toThrow(
    'nowhere.json cannot be read: no such file or folder',
  )
  await expect(command(['explain', `${folder.path}/.r.json`])).rejects.toThrow(
    'does not contain a JSON object',
  )
  await expect(command(['explain', `${folder.path}/.s.json`])).rejects.toThrow(
    'does not support the operation "Convers"',
  )
})

test('prints the verdict of a guardrail from a file', async () => {
  using folder = fixtureFolder({
    'a.yaml': 'match: { prompt: "{EMAIL}" }\nanswer: { text: Call 555-010-4477. }\n',
    'guardrails/g.yaml': [
      'name: g',
      'blockedInputMessaging: no',
      'blockedOutputsMessaging: no',
      'wordPolicyConfig: { wordsConfig: [{ text: walrus }] }',
      'sensitiveInformationPolicyConfig:',
      '  piiEntitiesConfig:',
      '    - { type: EMAIL, action: ANONYMIZE, inputAction: ANONYMIZE }',
      '    - { type: PHONE, action: BLOCK }',
    ].join('\n'),
    'request.txt': '',
  })
  const guarded = (text: string, guardrailIdentifier = 'g') => {
    const file = folder.write(
      'request.txt',
      JSON.stringify({
        modelId: 'amazon.nova-micro-v1:0',
        messages: [{ role: 'user', content: [{ text }] }],
        guardrailConfig: { guardrailIdentifier, guardrailVersion: '1' },
      }),
    )
    return command(['explain', file, folder.path])
  }
  expect(await guarded('I am a@b.com')).toEqual({
    code: 0,
    lines: [
      'The guardrail g in version 1 masks the input (EMAIL) and blocks the answer (PHONE).',
      expect.stringMatching(/^"a\.yaml" answers/),
    ],
  })
  expect((await guarded('walrus')).lines).toEqual([
    'The guardrail g in version 1 blocks the input (word).',
    'No fixture is consulted.',
  ])
  expect((await guarded('hi', 'zzz')).lines[0]).toMatch(
    /^The guardrail is rejected: .* does not exist/,
  )
})

// Node.js 26 can read such a request, older versions cannot.
test('a request that is nested deeply is explained, or reported in one sentence', async () => {
  using folder = fixtureFolder({ 'a.yaml': FRANCE })
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const request = folder.write('.deep.json', `{"modelId":"amazon.nova-lite-v1:0","x":${deep}}`)
  const explained = command(['explain', request, folder.path]).then(({ lines }) => lines[0])
  expect(await explained.catch(String)).toMatch(
    /deep\.json is nested too deeply$|^No fixture matches/,
  )
})
