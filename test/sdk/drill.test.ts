import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drillCases } from '../../server/drill/cases.ts'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock, DrilledFunction, DrillOptions, DrillReport } from '../../server/index.ts'
import { clientOf } from '../support/library.ts'
import { sampleClients } from '../support/sample-clients.ts'

const TEXT =
  'Rivers begin in the hills, gather the rain of a whole valley, and carry it past towns and fields to the sea.'

let bedrock: Bedrock

beforeAll(async () => {
  bedrock = await startBedrock({ mode: 'mock' })
  bedrock.fixtures.add({ match: { prompt: 'rivers' }, answer: { text: TEXT } })
})
afterAll(() => bedrock.close())

/** The findings of each case that has any. */
function findingsIn({ cases }: DrillReport): Record<string, string[]> {
  return Object.fromEntries(
    cases.flatMap(({ name, findings }) =>
      findings.length === 0 ? [] : [[name, findings.map(({ kind }) => kind)]],
    ),
  )
}

const each = (finding: string, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, [finding]]))
const namesOf = (wanted: string) =>
  drillCases.flatMap(({ name, trouble }) => (trouble === wanted ? name : []))
const broken = namesOf('broken')

const drilled = (name: keyof typeof sampleClients, options: DrillOptions = {}) =>
  bedrock.drill(sampleClients[name], { timeoutMs: 6_000, concurrency: 6, ...options })

describe('of the sample clients', () => {
  test('the good one passes every case', async () => {
    const report = await drilled('good')
    expect(findingsIn(report)).toEqual({})
    expect(report).toMatchObject({ ok: true, plain: { calls: 1 } })
    expect(report.cases.map(({ name }) => name)).toEqual(drillCases.map(({ name }) => name))
    expect(report.cases.some(({ skipped }) => skipped !== undefined)).toBe(false)
    const [throttling] = report.cases
    expect(throttling).toMatchObject({ attempts: 3, exitCode: 0, timedOut: false })
    expect(throttling?.waitsMs).toHaveLength(2)
  })

  test('the one without retries gives up early', async () => {
    const report = await drilled('no retry')
    expect(findingsIn(report)).toEqual(each('gave up early', ...namesOf('passing')))
    expect(report.cases.find(({ name }) => name === 'model-timeout')?.findings[0]?.advice).toMatch(
      /^It gave up after 1 attempt; .* SDKs do not retry ModelTimeoutException on their own\.$/,
    )
  })

  test('the one that retries forever never ends', async () => {
    const only = ['throttling', 'unavailable', 'daily-limit', 'access-denied', 'empty-answer']
    const options = { only, timeoutMs: 700, concurrency: 1 }
    const findings = findingsIn(await drilled('endless retry', options))
    expect(findings).toMatchObject({
      unavailable: expect.arrayContaining(['endless retry']),
      'daily-limit': ['endless retry', 'daily quota retried'],
      'access-denied': ['endless retry', 'retried in vain'],
      'empty-answer': ['endless retry'],
    })
  })

  test('the one that ignores cut streams accepts a partial answer', async () => {
    const report = await drilled('swallows cut streams')
    expect(findingsIn(report)).toEqual(each('cut stream accepted', ...broken))
    for (const { name, accepted = '', findings } of report.cases) {
      if (!broken.includes(name)) continue
      expect(TEXT.startsWith(accepted)).toBe(true)
      expect(accepted.length).toBeLessThan(TEXT.length)
      expect(findings[0]?.advice).toContain(`It treated "${accepted.slice(0, 60)}`)
    }
  })

  test('the one that ignores stop reasons uses truncated and empty answers', async () => {
    expect(findingsIn(await drilled('ignores stop reasons'))).toEqual({
      'empty-answer': ['empty answer used'],
      'max-tokens': ['stop reason ignored'],
    })
  })
})

/** A client that does not stream and does not check what it gets. */
const naive: DrilledFunction = async (context) => {
  using client = clientOf(context)
  return client.ask('Tell me about rivers.')
}

test('a client that does not stream is drilled without the streaming cases', async () => {
  const only = ['broken-stream', 'max-tokens', 'first-block', 'access-denied', 'lost-connection']
  const report = await bedrock.drill(naive, { only, concurrency: 5 })
  expect(findingsIn(report)).toEqual({
    'max-tokens': ['stop reason ignored'],
    'first-block': ['first block taken'],
    'lost-connection': ['gave up early'],
  })
  expect(report.cases.find(({ name }) => name === 'broken-stream')).toMatchObject({
    skipped: 'the command does not stream',
    findings: [],
  })
})

test('a drill leaves nothing behind in the server', () => {
  expect(bedrock.journal.list()).toEqual([])
  expect(bedrock.fixtures.list()).toHaveLength(1)
})

describe('reports in one sentence what cannot be drilled', () => {
  test.each<[string, DrilledFunction | string[], DrillOptions, string]>([
    ['no call', () => 'nothing', {}, 'the run without failures did not call a model'],
    [
      'a failure',
      () => Promise.reject(new Error('no')),
      {},
      'the run without failures failed (exit code 1)',
    ],
    ['no end', () => new Promise(() => {}), { timeoutMs: 50 }, 'did not end within 0.05 s'],
    ['no case', naive, { only: ['trottling'] }, 'no case trottling; did you mean throttling?'],
    ['nothing left', naive, { only: ['timeout'], skip: ['timeout'] }, 'no cases are left to run'],
    ['no program', ['no-such-program'], {}, 'cannot start no-such-program: there is no such'],
  ])('%s', async (_, target, options, says) => {
    await expect((async () => bedrock.drill(target, options))()).rejects.toThrow(says)
  })
})

test('every troubleshooting hint is a case, with the message of its fixture', () => {
  const folder = join(import.meta.dirname, '../../fixtures/troubleshooting')
  const errors = drillCases.map(({ fault }) => fault?.error)
  const written = new Map(
    errors.map((error) => (typeof error === 'object' ? [error.message, error.type] : ['', error])),
  )
  for (const file of readdirSync(folder)) {
    const { error } = load(readFileSync(join(folder, file), 'utf8')) as {
      error?: { type: string; message?: string }
    }
    if (error?.message !== undefined) expect(written.get(error.message)).toBe(error.type)
    else if (error !== undefined) expect(errors).toContain(error.type)
  }
})
