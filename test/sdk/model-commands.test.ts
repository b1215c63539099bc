import { readFileSync } from 'node:fs'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freeze } from '../../server/commands/freeze.ts'
import { check } from '../../server/commands/model-server/check.ts'
import { ModelServer } from '../../server/model-server/model-server.ts'
import { describeServer as described } from '../../server/model-server/describe.ts'
import { readModelServer } from '../../server/model-server/options.ts'
import { configOf } from '../../server/settings/config.ts'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { asks } from '../support/model-behind.ts'
import { chunk, says, startStandIn, streams } from '../support/model-server.ts'
import type { StandIn } from '../support/model-server.ts'
import { printed } from '../support/printed.ts'
import { startServer } from '../support/server.ts'

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn(['nomic-embed-text', 'small'])
})
afterAll(() => standIn.close())

test("freeze saves the model's answer, whole or streamed, and names what it cannot save", async () => {
  standIn.answers(says('Rome is in Italy.'))
  using folder = fixtureFolder({})
  await using server = await startServer({ modelServer: standIn.url, fixtures: [folder.path] })
  const frozen = (match?: string) =>
    printed(() =>
      freeze(
        { match, model: undefined, session: undefined, under: 'saved' },
        [],
        configOf({ port: server.port }),
      ),
    )
  expect(await frozen()).toMatchObject({
    code: 1,
    text: expect.stringContaining('not answered') as string,
  })
  await server.runtime.send(new ConverseCommand(asks('Where is Rome?')))
  const { stream } = await server.runtime.send(new ConverseStreamCommand(asks('And Oslo?')))
  await collect(stream)
  await expect.poll(() => server.journal.list()).toHaveLength(2)
  const { code, text } = await frozen('Oslo')
  expect(code).toBe(0)
  expect(text).toMatch(/and-oslo-\w+\.yaml\n1 fixture from 1 answer of the model\n$/)
  expect(readFileSync(text.split('\n')[0] ?? '', 'utf8')).toContain('text: Rome is in Italy.')
  standIn.answers(says('Fill in {{prompt}}.'))
  await server.runtime.send(new ConverseCommand(asks('A template?')))
  await expect.poll(() => server.journal.list()).toHaveLength(3)
  expect((await frozen('template')).text).toMatch(/^"A template\?": not saved: .*template/)
})

test('freeze reports that no server is running', async () => {
  const flags = { match: undefined, model: undefined, session: undefined, under: 'saved' }
  await expect(freeze(flags, [], configOf({ port: 65_533 }))).rejects.toThrow(
    /^No bedrock-local server at http:\/\/127\.0\.0\.1:65533: ECONNREFUSED/,
  )
})

test('check reports on each ability', async () => {
  const call = { id: 'x', function: { name: 'get_weather', arguments: '{"city":"Rome"}' } }
  standIn.answers((request, response) =>
    'tools' in request
      ? streams(chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'))(request, response)
      : says('response_format' in request ? '{"city":"Rome"}' : 'Hello there, friend.')(
          request,
          response,
        ),
  )
  const run = () => check({ model: undefined, maxTokens: 8 }, [standIn.url], configOf({}))
  const { code, text } = await printed(run)
  expect(code).toBe(0)
  const verdicts = Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name = '', verdict = ''] = /^(.{12}) (native|emulated|missing)/.exec(line) ?? []
      return name === '' ? [] : [[name.trim(), verdict]]
    }),
  )
  expect(text).toContain(`${standIn.url}/v1 with small`)
  expect(verdicts).toEqual({
    text: 'native',
    stream: 'native',
    usage: 'native',
    tools: 'native',
    'forced tool': 'native',
    schema: 'native',
    image: 'native',
    embeddings: 'missing',
  })
})

test('check calls the last mapped model that is not for embeddings', async () => {
  standIn.answers(says('Hello.'))
  const models = { 'anthropic.claude-*': 'small', 'amazon.titan-embed-*': 'nomic-embed-text' }
  const config = configOf({ modelServer: { url: standIn.url, models } })
  const { text } = await printed(() => check({ model: undefined, maxTokens: 8 }, [], config))
  expect(text).toContain(`${standIn.url}/v1 with small`)
})

test('check reports in one sentence what is not a model server', async () => {
  await expect(
    check({ model: undefined, maxTokens: 8 }, ['http://127.0.0.1:9'], configOf({})),
  ).rejects.toThrow(/No model server answers at http:\/\/127\.0\.0\.1:9/)
  await expect(check({ model: undefined, maxTokens: 8 }, [], configOf({}))).rejects.toThrow(
    /name the URL/,
  )
})

test.each([
  [{}, [/v1: small answers; the server also has nomic-embed-text$/]],
  [
    { models: { '*': 'small', 'amazon.titan-embed-*': 'gone-embed' } },
    [
      /small, gone-embed answer/,
      /has no model gone-embed/,
      /gone-embed creates no vectors .*invented/,
    ],
  ],
])('the start message names what answers: %j', async (more, expected) => {
  standIn.answers(says('no vectors'))
  const server = new ModelServer(readModelServer({ url: standIn.url, ...more }), false)
  const lines = await described(server)
  await server.close()
  expect(lines.map(({ text }) => text)).toEqual(
    expected.map((one) => expect.stringMatching(one) as string),
  )
})
