import { balanced } from './balanced.ts'
import { fileOf, median } from './compare.ts'
import { countedCalls } from './counted.ts'
import { recordings, rules, streams } from './folders.ts'
import { followed } from './followed.ts'
import { defaultClient, http2Sessions } from './http2.ts'
import { passThrough } from './pass-through.ts'
import { runBeside, startOurs } from './processes.ts'
import { converse, http1Bytes, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { soak } from './soak.ts'
import {
  converseReplay,
  doors,
  invokeModel,
  longPrompts,
  manyFixtures,
  mockMode,
  streamsAtOnce,
  usualConverse,
} from './throughput.ts'
import { workers } from './workers.ts'

export interface Scenario {
  name: string
  about: string
  run(effort: Effort): Promise<Row[]>
  /** Only runs if it is named. */
  rare?: true
}

const QUIET = ['--log-level', 'silent', '--no-watch', '--lambdas', 'none']

async function startUp({ rounds }: Effort): Promise<Row[]> {
  const cases: [name: string, args: string[], goal?: number][] = [
    ['no fixtures', ['--mode', 'mock', '--fixtures', rules(0)]],
    ['the bundled fixtures', ['--mode', 'mock', '--fixtures', 'fixtures'], 250],
    ['1,000 recordings', ['--mode', 'replay', '--fixtures', recordings(1_000, 200)]],
    ['10,000 recordings', ['--mode', 'replay', '--fixtures', recordings(10_000, 200)], 1_500],
    ['10,000 rules', ['--mode', 'replay', '--fixtures', rules(10_000)], 2_000],
  ]
  const first = converse(promptOf(200, 0))
  const rows: Row[] = []
  for (const [name, args, goal] of cases) {
    const times: number[] = []
    for (let round = 0; round < rounds + 2; round++) {
      const server = await startOurs([...args, ...QUIET], { first })
      times.push(server.startMs)
      await server.stop()
    }
    rows.push({
      name,
      value: median(times),
      unit: 'ms to first answer',
      ...(goal !== undefined && { goal, max: true }),
    })
  }
  return rows
}

async function idleMemory(): Promise<Row[]> {
  const server = await startOurs(['--mode', 'mock', '--fixtures', 'fixtures', ...QUIET])
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const value = server.memory()
  await server.stop()
  return [{ name: 'idle, bundled fixtures', value, unit: 'MB', goal: 80, max: true }]
}

async function pacedStreams({ seconds: each }: Effort): Promise<Row[]> {
  const rows: Row[] = []
  for (const [count, framesPerSecond] of [
    [1_500, 50],
    [5_000, 10],
  ] as const) {
    // Long enough to open all of them.
    const folder = streams({ framesPerSecond, seconds: each < 2 ? 5 : 10 })
    const server = await startOurs([
      '--mode',
      'mock',
      '--pace',
      'realistic',
      '--fixtures',
      folder,
      ...QUIET,
    ])
    const request = fileOf(http1Bytes(converse(promptOf(200, 0), 'converse-stream')))
    let memory = 0
    const watch = setInterval(() => (memory = Math.max(memory, server.memory())), 250)
    const {
      p99 = Number.NaN,
      failed = 0,
      frames = 0,
    } = await runBeside('paced.ts', [server.port, count, 500, framesPerSecond, request])
    clearInterval(watch)
    await server.stop()
    const name = `${count} streams at ${framesPerSecond} frames/s`
    rows.push(
      { name, value: p99, unit: 'ms late at p99', goal: 25, max: true },
      { name: `${name}, memory`, value: memory, unit: 'MB', goal: 250, max: true },
      {
        name: `${name}, failed of ${frames} frames`,
        value: failed,
        unit: 'streams',
        goal: 0,
        max: true,
      },
    )
  }
  return rows
}

export const scenarios: readonly Scenario[] = [
  { name: 'start-up', about: 'from the command to the first answer of Converse', run: startUp },
  { name: 'memory', about: 'resident, two seconds after the start', run: idleMemory },
  { name: 'converse', about: 'Converse in replay, 50 connections', run: converseReplay },
  {
    name: 'usual',
    about: 'the same as the SDK asks it, answered by a fixture written by hand',
    run: usualConverse,
  },
  {
    name: 'counted',
    about: 'calls that count, in the process and in Redis, by CPU time',
    run: countedCalls,
  },
  { name: 'fixtures', about: 'the same as fixtures grow', run: manyFixtures },
  { name: 'prompts', about: 'prompts of 50 KB among 10,000 fixtures', run: longPrompts },
  { name: 'followed', about: 'what an open page of the console costs a call', run: followed },
  { name: 'invoke', about: 'InvokeModel in replay', run: invokeModel },
  { name: 'doors', about: "OpenAI's and Anthropic's APIs, against Converse", run: doors },
  { name: 'mock', about: 'an invented answer', run: mockMode },
  { name: 'streams', about: 'ConverseStream at once, against frame by frame', run: streamsAtOnce },
  { name: 'paced', about: 'many paced streams at once', run: pacedStreams },
  { name: 'client', about: "through AWS's default client over HTTP/2", run: defaultClient },
  { name: 'http2', about: 'h2c: sessions that stay open, a session per call', run: http2Sessions },
  { name: 'pass-through', about: 'record and proxy against a local upstream', run: passThrough },
  { name: 'workers', about: 'several processes on one port', run: workers },
  { name: 'haproxy', about: 'two servers behind HAProxy, by CPU time', run: balanced },
  {
    name: 'soak',
    about: 'ten minutes of calls, memory and journal bounded',
    run: soak,
    rare: true,
  },
]
