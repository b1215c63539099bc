import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { NOVA, say } from '../support/answers.ts'
import { collect } from '../support/collect.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

const FIXTURES = {
  'capital.yaml':
    'match: { prompt: { equals: What is the capital of France? }, model: amazon.nova-* }\nanswer: { text: Paris. }\n',
  'any-capital.yaml': 'match: { prompt: capital }\nanswer: { text: Which one? }\n',
  'story.yaml': 'match: { prompt: a story }\nanswer: { text: Once upon a time. }\n',
}

interface Condition {
  path: string
  kind: string
  sought?: string
  holds: boolean
}

interface Whole {
  events?: { type: string; atMs: number; bytes: number; text: string }[]
  decided?: { by: string; over: string[]; because?: string }
  conditions?: Condition[]
  misses?: { fixture: string; reasons: string[]; differences: Condition[] }[]
}

async function served() {
  const folder = fixtureFolder(FIXTURES)
  const server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  return {
    server,
    ask: async (text: string) => {
      await server.runtime
        .send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
        .catch(() => undefined)
    },
    last: async () => {
      const id = server.journal.list().at(-1)?.id ?? ''
      return (await admin(server, 'GET', `/journal/${id}`)).body as Whole
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
}

test('an exchange lists the events of its stream, each with its time, size and text', async () => {
  await using one = await served()
  const { stream } = await one.server.runtime.send(
    new ConverseStreamCommand({ modelId: NOVA, ...say('Tell me a story') }),
  )
  await collect(stream)
  const { events = [] } = await one.last()
  const [exchange] = one.server.journal.list()
  expect(events.map(({ atMs }) => atMs)).toEqual(exchange?.atMs)
  expect(events.map(({ type }) => type)).toEqual([
    'messageStart',
    ...events.slice(1, -3).map(() => 'contentBlockDelta'),
    'contentBlockStop',
    'messageStop',
    'metadata',
  ])
  expect(events.map(({ text }) => text).join('')).toBe('Once upon a time.')
  expect(events[0]?.bytes).toBeGreaterThan('{"role":"assistant"}'.length)
})

test('an exchange names the fixture that answered, and the others that match', async () => {
  await using one = await served()
  await one.ask('What is the capital of France?')
  const whole = await one.last()
  expect(whole.decided).toEqual({
    by: 'capital.yaml',
    over: ['any-capital.yaml'],
    because: 'its match has 2 members, not 1',
  })
  expect(whole.conditions?.map(({ holds }) => holds)).toEqual([true, true, true])
  expect(whole).not.toHaveProperty('events')
  expect(whole).not.toHaveProperty('misses')
})

test('each near miss has its conditions, with how they compare and what they look for', async () => {
  await using one = await served()
  await one.ask('What is the Capital of France?')
  const whole = await one.last()
  expect(whole).not.toHaveProperty('decided')
  expect(whole.misses?.[0]).toMatchObject({
    fixture: 'capital.yaml',
    reasons: [expect.stringContaining('prompt is')],
    differences: [
      { path: 'operation', kind: 'oneOf', holds: true },
      { path: 'model', kind: 'glob', expected: 'model amazon.nova-*', actual: NOVA, holds: true },
      {
        path: 'prompt',
        kind: 'equals',
        sought: 'What is the capital of France?',
        actual: 'What is the Capital of France?',
        holds: false,
      },
    ],
  })
  const contains = whole.misses?.find(({ fixture }) => fixture === 'story.yaml')
  expect(contains?.differences.at(-1)).toMatchObject({ kind: 'contains', sought: 'a story' })
  // The list does not include it.
  const { body } = await admin(one.server, 'GET', '/journal')
  expect(JSON.stringify(body)).not.toContain('"differences"')
})

test('a truncated request cannot be compared again, and keeps its reasons', async () => {
  using folder = fixtureFolder(FIXTURES)
  await using server = await startServer({
    mode: 'replay',
    fixtures: [folder.path],
    journalClip: 100,
  })
  const text = `the capitol ${'x'.repeat(200)}`
  await server.runtime
    .send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
    .catch(() => undefined)
  const id = server.journal.list()[0]?.id ?? ''
  const { misses = [] } = (await admin(server, 'GET', `/journal/${id}`)).body as Whole
  expect(misses.length).toBeGreaterThan(0)
  for (const { reasons, differences } of misses) {
    expect(reasons.length).toBeGreaterThan(0)
    expect(differences).toBeUndefined()
  }
})
