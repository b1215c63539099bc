import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../support/server.ts'

// No single request may block other clients for more than 250 ms per megabyte of its body, nor 500 ms in all below 2 MB.

const nova = '/model/amazon.nova-micro-v1:0/converse'
const fromUser = (...content: object[]) => ({ role: 'user', content })
const ask = (text: string) => ({ messages: [fromUser({ text })] })

/** A call that has to invent the arguments of a tool. */
const tool = (value: object) => ({
  ...ask('Use the tool.'),
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: 'fill',
          inputSchema: { json: { type: 'object', properties: { value }, required: ['value'] } },
        },
      },
    ],
    toolChoice: { any: {} },
  },
})

const many = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at))

const toolResults = (count: number) => ({
  messages: [
    fromUser({ text: 'go' }),
    {
      role: 'assistant',
      content: many(count, (at) => ({ toolUse: { toolUseId: `t${at}`, name: 'a', input: {} } })),
    },
    fromUser(
      ...many(count, (at) => ({ toolResult: { toolUseId: `t${at}`, content: [{ text: 'x' }] } })),
    ),
  ],
})

const nested = (depth: number): object =>
  depth === 0 ? {} : { type: 'array', minItems: 3, items: nested(depth - 1) }

const HEAVY: readonly (readonly [name: string, path: string, body: object])[] = [
  [
    'contains with a large minContains',
    nova,
    tool({ type: 'array', contains: { const: 1 }, minContains: 4e9 }),
  ],
  ['nested quantifiers', nova, tool({ type: 'string', pattern: '((((){256}){256}){256}){256}' })],
  ['nested stars', nova, tool({ type: 'string', pattern: '(((((()*)*)*)*)*)*', minLength: 50 })],
  ['a long pattern', nova, tool({ type: 'string', pattern: '[\\w\\d]?'.repeat(100_000) })],
  [
    'many patterns',
    nova,
    tool({ allOf: many(1_000, () => ({ type: 'string', pattern: '(a|b|c){0,200}' })) }),
  ],
  [
    'a large minLength with a pattern',
    nova,
    tool({ type: 'string', pattern: '^a+$', minLength: 1e9 }),
  ],
  [
    'unique items',
    nova,
    tool({ type: 'array', items: { type: 'object' }, uniqueItems: true, minItems: 1_000 }),
  ],
  ['nested minItems', nova, tool(nested(20))],
  [
    'minProperties with patternProperties',
    nova,
    tool({ type: 'object', minProperties: 5_000, patternProperties: { '^a{900}$': {} } }),
  ],
  [
    'a large enum that fits no type',
    nova,
    tool({ type: 'integer', enum: many(50_000, (at) => `v${at}`) }),
  ],
  [
    'two large enums',
    nova,
    tool({
      allOf: [{ enum: many(20_000, (at) => at) }, { enum: many(20_000, (at) => at + 19_999) }],
    }),
  ],
  ['equal branches', nova, tool({ oneOf: many(4_000, () => ({ type: 'string' })) })],
  [
    'long strings',
    nova,
    tool({
      type: 'object',
      properties: Object.fromEntries(
        many(2_000, (at) => [`p${at}`, { type: 'string', minLength: 100_000 }]),
      ),
      required: many(2_000, (at) => `p${at}`),
    }),
  ],
  [
    'a const for a format',
    nova,
    tool({ type: 'string', format: 'email', const: `${'a.'.repeat(50_000)}!` }),
  ],
  ['credentials', nova, ask('Credential='.repeat(22_000))],
  ['tool results', nova, toolResults(30_000)],
  [
    'a long query and many documents',
    '/model/cohere.rerank-v3-5:0/invoke',
    {
      api_version: 2,
      query: many(20_000, (at) => `word${at}`).join(' '),
      documents: many(900, (at) => `word${at} and more`),
    },
  ],
  [
    'a query of megabytes',
    '/model/amazon.titan-embed-text-v2:0/invoke',
    { inputText: 'word '.repeat(800_000) },
  ],
  ['a prompt of megabytes', nova, ask('all work and no play '.repeat(400_000))],
]

let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer({ fixtures: ['fixtures'] })
  // Modules loaded on first use are not part of a request's cost.
  for (const [, path, body] of [
    ['', nova, tool({ type: 'string', pattern: '^a+$' })],
    ['', '/model/cohere.rerank-v3-5:0/invoke', { api_version: 2, query: 'a', documents: ['a'] }],
    ['', '/model/amazon.titan-embed-text-v2:0/invoke', { inputText: 'a' }],
  ] as const)
    await ask200(path, JSON.stringify(body))
})

afterAll(() => server[Symbol.asyncDispose]())

async function ask200(path: string, body: string): Promise<void> {
  const answer = await fetch(server.url + path, { method: 'POST', body })
  await answer.arrayBuffer()
  expect(answer.status).toBe(200)
}

/** Of this thread, if the system reports it: other tests run in the same process. */
function cpuMs(): number {
  const ofThread = '/proc/thread-self/schedstat'
  if (existsSync(ofThread)) return Number(readFileSync(ofThread, 'utf8').split(' ')[0]) / 1_000_000
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** How long another client waits during a request, in CPU time, because a busy machine makes it wait, too. */
async function heldUp(path: string, body: string): Promise<number> {
  let longest = 0
  const done = new AbortController()
  const before = cpuMs()
  const watched = (async () => {
    while (!done.signal.aborted) {
      const sent = performance.now()
      await (await fetch(`${server.url}/_admin/ready`)).arrayBuffer()
      longest = Math.max(longest, performance.now() - sent)
    }
  })()
  const answer = await fetch(server.url + path, { method: 'POST', body })
  await answer.arrayBuffer()
  done.abort()
  await watched
  return Math.min(longest, cpuMs() - before)
}

test.each(HEAVY)('%s does not block another client', async (_, path, request) => {
  const body = JSON.stringify(request)
  const limit = Math.max(500, (250 * body.length) / 1_000_000)
  let held = Infinity
  // Garbage of one request is collected during the next one.
  for (let tries = 0; tries < 3 && held > limit; tries++)
    held = Math.min(held, await heldUp(path, body))
  expect(held).toBeLessThan(limit)
})
