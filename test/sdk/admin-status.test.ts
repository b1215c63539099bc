import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

test('shows the state of a running server: a starting stream, figures, settings', async () => {
  using folder = fixtureFolder({
    'slow.yaml':
      'answer: { text: one two three four five six, stream: { firstByteMs: 60, tokensPerSecond: 20 } }',
  })
  await using server = await startServer({ fixtures: [folder.path], adminToken: 'hidden-token' })
  const token = { 'x-bedrock-local-admin-token': 'hidden-token' }
  const followed = await fetch(`${server.url}/_admin/events?view=row&begun=true`, {
    headers: token,
  })
  const reader = followed.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (what: string) => {
    while (!text.includes(what)) text += (await reader?.read())?.value ?? ''
  }
  await until(': following')
  const answer = await server.runtime.send(
    new ConverseStreamCommand({ modelId, messages: userSays('hi') }),
  )
  await collect(answer.stream)
  await until('event: exchange')
  await reader?.cancel()
  expect(text.match(/^event: (?:begun|first|exchange)$/gm)).toEqual([
    'event: begun',
    'event: first',
    'event: exchange',
  ])

  const exchange = server.journal.list()[0]
  expect(exchange?.http.headers).toEqual({})
  const { body } = await admin(server, 'GET', '/series', undefined, token)
  const { steps } = body as { steps: { calls: number; outputTokens: number }[] }
  const sum = (of: 'calls' | 'outputTokens') => steps.reduce((all, one) => all + one[of], 0)
  expect([sum('calls'), sum('outputTokens')]).toEqual([1, exchange?.usage?.outputTokens])
  expect(await admin(server, 'GET', '/warnings', undefined, token)).toMatchObject({ body: [] })
  expect(await admin(server, 'GET', '/config?sources=true', undefined, token)).toMatchObject({
    body: {
      adminToken: { value: '[hidden]', from: 'the program' },
      journalSize: { value: 1_000, from: 'default' },
    },
  })
  await admin(server, 'PUT', '/mode', { mode: 'replay' }, token)
  expect(await admin(server, 'GET', '/config?sources=true', undefined, token)).toMatchObject({
    body: { mode: { value: 'replay', from: 'switched' } },
  })
})

test('prints the variables as each shell needs them', async () => {
  await using server = await startServer()
  const env = (query: string) => admin(server, 'GET', `/env?${query}`)
  const url = encodeURIComponent('http://x/$(touch x)')
  expect((await env(`url=${url}`)).body).toMatchObject({
    lines: expect.stringContaining("export AWS_ENDPOINT_URL_BEDROCK='http://x/$(touch x)'\n"),
  })
  expect(await env(`format=cmd&url=${encodeURIComponent('x" & y')}`)).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('cannot be written for cmd') },
  })
})
