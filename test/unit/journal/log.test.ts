import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { logExchange, prettyLine } from '../../../server/journal/log.ts'
import type { Logger } from '../../../server/journal/log.ts'
import { journalOf, keptIn } from '../../support/exchanges.ts'
import type { Source, Recorded } from '../../../server/bedrock/answer.ts'

const plain = (line: object) => prettyLine(JSON.stringify(line), false)

const call = {
  level: 30,
  time: '2026-01-02T12:04:31.000Z',
  msg: 'call',
  operation: 'Converse',
  model: 'amazon.nova-lite-v1:0',
  status: 200,
  source: 'fixture',
  fixture: 'hello.yaml',
  ms: 1.2,
  tokens: [12, 34],
}

test('a call is one readable line', () => {
  expect(plain(call)).toBe(
    '12:04:31 Converse amazon.nova-lite-v1:0 200 fixture hello.yaml 12 → 34 tokens 1.2 ms\n',
  )
})

test('a status is coloured by its outcome', () => {
  expect(prettyLine(JSON.stringify(call), true)).toContain('\u001B[32m200\u001B[39m')
})

test('an error, the nearest fixture and warnings are below it', () => {
  const failed = {
    ...call,
    status: 400,
    error: 'ValidationException',
    message: 'No.',
    tokens: undefined,
  }
  expect(plain({ ...failed, fixture: undefined })).toBe(
    '12:04:31 Converse amazon.nova-lite-v1:0 400 fixture 1.2 ms\n         ValidationException: No.\n',
  )
  expect(
    plain({ ...call, nearest: 'a.yaml', differs: ['x', 'y'], warnings: ['careful'] }),
  ).toContain('         nearest fixture: a.yaml (x; y)\n         careful\n')
})

test('a session other than the default, and the end of a stream, are logged', () => {
  expect(plain({ ...call, session: 'checkout', ended: 'client left' })).toContain(
    '1.2 ms session checkout client left\n',
  )
})

test('other lines have their message, and errors their cause', () => {
  expect(plain({ level: 40, time: call.time, msg: 'a fixture is broken' })).toBe(
    '12:04:31 a fixture is broken\n',
  )
  expect(
    plain({ level: 50, time: call.time, msg: 'unexpected error', err: { stack: 'Error: x' } }),
  ).toBe('12:04:31 unexpected error: Error: x\n')
})

test('the outcome of record mode is part of the line', () => {
  expect(plain({ ...call, recorded: 'fixtures/recorded/a.yaml' })).toContain(
    '→ fixtures/recorded/a.yaml',
  )
  expect(plain({ ...call, notRecorded: 'the disk is full' })).toContain(
    '\n         not recorded: the disk is full\n',
  )
})

test.each<[Source, string]>([
  ['fixture', 'info'],
  ['recording', 'info'],
  ['fault', 'info'],
  ['upstream', 'error'],
  ['catalogue', 'error'],
])('an unavailable service via %s is reported as %s', (source, level) => {
  const error = new AwsError('ServiceUnavailableException', 'Later.')
  const exchange = keptIn(journalOf(), { answer: { source, kind: 'error', error } })
  const levels: string[] = []
  const at = (name: string) => () => void levels.push(name)
  const log = { isLevelEnabled: () => true, info: at('info'), error: at('error') }
  logExchange(log as unknown as Logger, exchange)
  expect(levels).toEqual([level])
})

describe('the line of a call in record mode', () => {
  const exchange = keptIn(journalOf())
  const lineOf = (recorded: Recorded) => {
    const lines: [level: string, line: object][] = []
    const at = (level: string) => (line: object) => void lines.push([level, line])
    const log = {
      isLevelEnabled: () => true,
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
    }
    logExchange(log as unknown as Logger, exchange, [], recorded)
    return lines[0]
  }

  test.each<[Recorded, string, object]>([
    [{ file: '/elsewhere/a.yaml' }, 'info', { recorded: '/elsewhere/a.yaml' }],
    [{ level: 'info', why: '429' }, 'info', { notRecorded: '429' }],
    [{ level: 'warn', why: 'half' }, 'warn', { notRecorded: 'half' }],
    [{ level: 'error', why: 'full' }, 'error', { notRecorded: 'full' }],
  ])('%j', (recorded, level, members) => {
    expect(lineOf(recorded)).toEqual([level, expect.objectContaining(members)])
  })
})
