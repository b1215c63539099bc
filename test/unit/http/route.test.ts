import { createServer } from 'node:http'
import type { FastifyReply } from 'fastify'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import type { Struck } from '../../../server/bedrock/answer.ts'
import { operations } from '../../../server/bedrock/operations.ts'
import type { Operation } from '../../../server/bedrock/types.ts'
import { route } from '../../../server/http/route.ts'
import type { Stages } from '../../../server/http/route.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { Session } from '../../../server/sessions.ts'
import { render } from '../../../server/write/render.ts'
import { asks, journalOf, modelId, textAnswer } from '../../support/exchanges.ts'
import { listening } from '../../support/plain-server.ts'

const isConverse = ({ name }: Operation) => name === 'Converse'
const converse = operations.find(isConverse) as Operation

const lines: Record<string, unknown>[] = []
const log = pino({ base: null }, { write: (line) => void lines.push(JSON.parse(line)) })

/** A server that routes every request to Converse; tests override some of its stages. */
async function serve(changed: Partial<Stages> = {}) {
  const stages: string[] = []
  const refusals: unknown[] = []
  const note =
    <Given extends unknown[], Result>(name: string, stage: (...given: Given) => Result) =>
    (...given: Given): Result => (stages.push(name), stage(...given))
  const journal = journalOf()
  const all: Stages = {
    reader: {
      catalogue: createCatalogue({ account: '123456789012' }),
      region: 'us-east-1',
      session: () => new Session('test'),
    },
    needsBody: () => true,
    settle: undefined,
    trace: undefined,
    journal,
    log,
    ...changed,
    admit: note('admit', changed.admit ?? (() => {})),
    strike: note('strike', changed.strike ?? (() => undefined)),
    resolve: note('resolve', changed.resolve ?? (() => textAnswer('Hello.'))),
    write: note('write', changed.write ?? render),
    disturb: note('disturb', changed.disturb ?? ((wire) => wire)),
  }
  const handle = route(converse, all, (reply, thrown) => {
    refusals.push(thrown)
    reply.raw.writeHead(400).end('refused')
  })
  const server = await listening(
    createServer((raw, reply) =>
      handle({ id: 'call-1', raw, params: { modelId }, query: {} }, {
        raw: reply,
        hijack: () => {},
      } as unknown as FastifyReply),
    ),
  )
  return {
    ...server,
    stages,
    refusals,
    journal,
    ask: async (body = JSON.stringify(asks('hello'))) => {
      const answer = await fetch(server.url, { method: 'POST', body })
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    },
  }
}

const late = <Value>(value: Value) => new Promise<Value>((resolve) => setImmediate(resolve, value))
const struck: Struck = { name: 'broken', action: {} }
const denied = () => new AwsError('AccessDeniedException', 'not you')

test('a request passes the stages in order, and is kept in the journal', async () => {
  await using server = await serve()
  const { status, text } = await server.ask()
  expect([status, text]).toEqual([200, expect.stringContaining('"text":"Hello."')])
  expect(server.stages).toEqual(['admit', 'strike', 'resolve', 'write'])
  expect(server.journal.list()).toMatchObject([{ operation: 'Converse', status: 200 }])
})

test('stages may be asynchronous', async () => {
  await using server = await serve({
    admit: () => late(undefined),
    strike: () => ({ struck }),
    resolve: () => late(textAnswer('Late.')),
    disturb: (wire) => late({ ...wire, status: 201 }),
  })
  expect(await server.ask()).toMatchObject({
    status: 201,
    text: expect.stringContaining('"text":"Late."'),
  })
  expect(server.stages).toEqual(['admit', 'strike', 'resolve', 'write', 'disturb'])
})

test('a late answer that cannot be sent breaks the connection, and is logged', async () => {
  lines.length = 0
  await using server = await serve({
    resolve: () => late(textAnswer('x')),
    write: (answer, call) => ({ ...render(answer, call), headers: [['x y', '']] }),
  })
  await expect(server.ask()).rejects.toThrow()
  expect(lines).toMatchObject([{ msg: 'unexpected error' }])
})

describe('an answer reports', () => {
  test('its call, its source and its fixture', async () => {
    await using server = await serve()
    const { headers } = await server.ask()
    expect(headers.get('x-amzn-requestid')).toBe('call-1')
    expect(headers.get('x-bedrock-local-source')).toBe('fixture')
    expect(headers.get('x-bedrock-local-fixture')).toBe('hello.yaml')
  })

  test('a percent-encoded fixture name if a header cannot contain it', async () => {
    const fixture = 'grüße 100%\uD800.yaml'
    await using server = await serve({ resolve: () => ({ ...textAnswer('x'), fixture }) })
    const { headers } = await server.ask()
    expect(headers.get('x-bedrock-local-fixture')).toBe('gr%C3%BC%C3%9Fe 100%25%EF%BF%BD.yaml')
  })
})

describe("an error has AWS's format", () => {
  test.each<[string, Partial<Stages>, string[]]>([
    [
      'thrown at the gate',
      {
        admit: () => {
          throw denied()
        },
      },
      ['admit'],
    ],
    ['rejected at the gate', { admit: () => Promise.reject(denied()) }, ['admit']],
    [
      'thrown while resolving',
      {
        resolve: () => {
          throw denied()
        },
      },
      ['admit', 'strike', 'resolve'],
    ],
    [
      'rejected while resolving',
      { resolve: () => Promise.reject(denied()) },
      ['admit', 'strike', 'resolve'],
    ],
  ])('%s', async (_, changed, met) => {
    await using server = await serve(changed)
    const { status, text, headers } = await server.ask()
    expect([status, JSON.parse(text)]).toEqual([403, { message: 'not you' }])
    expect(headers.get('x-amzn-errortype')).toMatch(/^AccessDeniedException/)
    expect(server.stages).toEqual(met)
    expect(server.journal.list()).toMatchObject([{ error: { name: 'AccessDeniedException' } }])
  })

  test('unexpected errors are logged with their stack', async () => {
    lines.length = 0
    const resolve = () => {
      throw new TypeError('a mistake of ours')
    }
    await using server = await serve({ resolve })
    const { status, text } = await server.ask()
    expect(status).toBe(500)
    expect(text).not.toContain('a mistake of ours')
    expect(lines).toContainEqual(
      expect.objectContaining({ err: expect.objectContaining({ message: 'a mistake of ours' }) }),
    )
  })
})

test('a fault with its own answer uses no other source', async () => {
  await using server = await serve({
    strike: () => ({ struck, answer: { source: 'fault', kind: 'error', error: denied() } }),
  })
  expect((await server.ask()).status).toBe(403)
  expect(server.stages).toEqual(['admit', 'strike', 'write', 'disturb'])
})

test('a fault also applies to a rejected call', async () => {
  const resolve = () => {
    throw denied()
  }
  await using server = await serve({
    strike: () => ({ struck }),
    resolve,
    disturb: (wire, { name }) => ({ ...wire, fault: { name, changes: true } }),
  })
  expect((await server.ask()).status).toBe(403)
  expect(server.journal.list()).toMatchObject([{ status: 403, source: 'fault', fault: 'broken' }])
})

test('the usage of a call is settled once it is in the journal', async () => {
  const settled: string[] = []
  await using server = await serve({ settle: ({ operation }) => void settled.push(operation) })
  await server.ask()
  expect(settled).toEqual(['Converse'])
})

test('an answer changed by a fault has the fault as its source', async () => {
  const fault = { name: 'broken', changes: true }
  await using server = await serve({
    strike: () => ({ struck }),
    disturb: (wire) => ({ ...wire, fault }),
  })
  const { headers } = await server.ask()
  expect(headers.get('x-bedrock-local-source')).toBe('fault')
  expect(server.journal.list()).toMatchObject([{ source: 'fault', fault: 'broken' }])
})

test('an unreadable request is rejected before any stage', async () => {
  const unreadable = new Error('no session')
  await using server = await serve({
    reader: {
      catalogue: createCatalogue({ account: '123456789012' }),
      region: 'us-east-1',
      session: () => {
        throw unreadable
      },
    },
  })
  expect((await server.ask()).text).toBe('refused')
  expect(server.refusals).toEqual([unreadable])
  expect(server.stages).toEqual([])
})
