import { answerOf, fileOf, rates } from './compare.ts'
import type { Contender } from './compare.ts'
import { recordings, rules, streams, writtenByHand } from './folders.ts'
import { startOurs, startReference } from './processes.ts'
import { chatCompletionOfSdk, converseOfSdk, messageOfSdk, responseOfSdk } from './by-sdk.ts'
import { converse, GPT, invoke, PROFILE, promptOf } from './request.ts'
import type { Sent } from './request.ts'
import type { Effort, Row } from './row.ts'

const SILENT = ['--log-level', 'silent', '--no-watch', '--lambdas', 'none']

export const ours = (
  name: string,
  fixtures: string,
  more: readonly string[] = SILENT,
  mode = 'replay',
): Contender => ({
  name,
  start: () => startOurs(['--mode', mode, '--fixtures', fixtures, ...more]),
})

/** Bare servers that answer with the same bytes as ours. */
export async function references(
  subject: Contender,
  sent: Sent,
  kinds: readonly string[],
): Promise<Contender[]> {
  const server = await subject.start()
  const file = fileOf(await answerOf(server, sent))
  await server.stop()
  return kinds.map((kind) => ({ name: `bare ${kind}`, start: () => startReference(kind, file) }))
}

/** The rate of each contender, and its share of the last reference. */
async function compare(
  contenders: Contender[],
  sent: Sent,
  kinds: readonly string[],
  effort: Effort,
  goals: Record<string, number> = {},
): Promise<Row[]> {
  const first = contenders[0]
  if (first === undefined) return []
  const bare = await references(first, sent, kinds)
  const all = [...bare, ...contenders]
  const { rate, p99, cpuUs } = await rates(all, sent, effort)
  const base = rate[bare.length - 1] ?? Number.NaN
  return all.map(({ name }, at) => ({
    name,
    value: rate[at] ?? Number.NaN,
    unit: 'requests/s',
    ratio: (rate[at] ?? Number.NaN) / base,
    p99: p99[at] ?? Number.NaN,
    cpuUs: cpuUs[at] ?? Number.NaN,
    ...(goals[name] !== undefined && { goal: goals[name] }),
  }))
}

const KINDS = ['node', 'fastify']

/** A prompt that differs in each request: it ends with a number. */
const numbered = (bytes: number): string => `${promptOf(bytes - 10, 0)} #########`

export async function converseReplay(effort: Effort): Promise<Row[]> {
  const folder = rules(1)
  const sent = converse(promptOf(200, 0))
  return compare(
    [
      ours('replay, log silent', folder),
      { ...ours('replay, log silent, 10 connections', folder), connections: 10 },
      ours('replay, with its log line', folder, [
        '--log-level',
        'info',
        '--no-watch',
        '--lambdas',
        'none',
      ]),
      ours('replay, journal off', folder, [...SILENT, '--journal-size', '0']),
    ],
    sent,
    KINDS,
    effort,
    { 'replay, log silent': 0.6, 'replay, with its log line': 0.45 },
  )
}

/** The usual case: through the SDK, with a fixture that does not specify tokens. */
export async function usualConverse(effort: Effort): Promise<Row[]> {
  const name = 'replay, log silent'
  const sent = await converseOfSdk(promptOf(200, 0))
  return compare([ours(name, writtenByHand())], sent, KINDS, effort, { [name]: 0.6 })
}

export async function manyFixtures(effort: Effort): Promise<Row[]> {
  const sent = converse(promptOf(200, 0))
  const rows = await compare(
    [
      ours('1 rule', rules(1)),
      ours('1,000 rules', rules(1_000)),
      ours('10,000 rules', rules(10_000)),
      ours('10,000 recordings', recordings(10_000, 200)),
    ],
    sent,
    ['fastify'],
    effort,
  )
  const one = rows[1]?.value ?? Number.NaN
  return rows.map((row, at) =>
    at < 2 ? row : { ...row, ratio: row.value / one, of: '1 rule', goal: 0.95 },
  )
}

export async function longPrompts(effort: Effort): Promise<Row[]> {
  const sent = converse(promptOf(50_000, 0))
  return compare(
    [
      ours('10,000 recordings, 50 KB prompt', recordings(10_000, 50_000)),
      ours('10,000 rules, 50 KB prompt', rules(10_000)),
    ],
    sent,
    ['fastify'],
    effort,
    { '10,000 recordings, 50 KB prompt': 0.75, '10,000 rules, 50 KB prompt': 0.5 },
  )
}

/** Each door in turn, compared with Converse with the same fixture and model, all through their SDKs. */
export async function doors(effort: Effort): Promise<Row[]> {
  const folder = writtenByHand()
  const prompt = promptOf(200, 0)
  const asks = [
    ['Chat Completions', GPT, chatCompletionOfSdk],
    ['Responses', GPT, responseOfSdk],
    ['Messages', PROFILE, messageOfSdk],
  ] as const
  const all: Row[] = []
  for (const [api, modelId, ask] of asks) {
    for (const stream of [false, true]) {
      const [base, name] = stream ? ['ConverseStream', `${api}, streamed`] : ['Converse', api]
      const sent = await converseOfSdk(prompt, { modelId, stream })
      const { rate, cpuUs } = await rates(
        [ours(base, folder), { ...ours(name, folder), sent: await ask(prompt, modelId, stream) }],
        sent,
        effort,
      )
      const [first = Number.NaN, second = Number.NaN] = rate
      const [cpuOfBase = Number.NaN, cpu = Number.NaN] = cpuUs
      const columns = { unit: 'requests/s', of: base }
      all.push(
        { name: `${base} of the same model`, value: first, unit: 'requests/s', cpuUs: cpuOfBase },
        { name, value: second, ...columns, ratio: second / first, cpuUs: cpu, goal: 0.9 },
      )
    }
  }
  return all
}

export async function invokeModel(effort: Effort): Promise<Row[]> {
  return compare(
    [ours('InvokeModel, replay', rules(1))],
    invoke(promptOf(200, 0)),
    ['fastify'],
    effort,
  )
}

/** Short repeated requests are cached. The others have a different number in each request. */
export async function mockMode(effort: Effort): Promise<Row[]> {
  const empty = rules(0)
  const cases: readonly (readonly [name: string, prompt: string, goal: number])[] = [
    ['invented, a request that comes again', promptOf(200, 0), 0.6],
    ['invented anew, 200 characters', numbered(200), 0.45],
    ['invented anew, 5 KB prompt', numbered(5_000), 0.3],
  ]
  const all: Row[] = []
  for (const [name, prompt, goal] of cases) {
    const contender = ours(name, empty, SILENT, 'mock')
    all.push(
      ...(await compare([contender], converse(prompt), ['fastify'], effort, { [name]: goal })),
    )
  }
  return all
}

export async function streamsAtOnce(effort: Effort): Promise<Row[]> {
  const sent = converse(promptOf(200, 0), 'converse-stream')
  return compare(
    [ours('ConverseStream of 105 frames', streams())],
    sent,
    ['fastify-frames'],
    effort,
    {
      'ConverseStream of 105 frames': 2.5,
    },
  )
}
