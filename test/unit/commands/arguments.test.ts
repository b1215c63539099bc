import { describe, expect, test } from 'vitest'
import { readFlags, refuseRest } from '../../../server/commands/arguments.ts'

describe('flags', () => {
  test('stand for true, with no- for false, and take a value after =', () => {
    expect(readFlags(['--fips', '--no-pretty', '--no-watch', '--lenient=false']).flags).toEqual({
      fips: true,
      pretty: false,
      watch: false,
      lenient: 'false',
    })
  })

  test('that are lists may be given twice, or with commas', () => {
    expect(readFlags(['--fixtures', 'a,b', '--fixtures=c']).flags).toEqual({
      fixtures: ['a', 'b', 'c'],
    })
  })

  test('of a command of its own are left to it, in order', () => {
    expect(readFlags(['check', '--json', '--port', '1', 'folder'])).toEqual({
      flags: { port: '1' },
      rest: ['check', '--json', 'folder'],
    })
  })

  test('alone mean what they mostly mean', () => {
    expect(readFlags(['--refresh']).flags).toEqual({ refresh: 'replace' })
  })
})

describe('a wrong argument is one sentence', () => {
  test.each([
    [['--port'], '--port needs a value: port to listen on; 0 picks a free one'],
    [['--no-port'], 'unknown option --no-port: --port takes a value'],
    [['--no-wach'], 'unknown option --no-wach; did you mean --no-watch?'],
    [['--watch', 'false'], 'unexpected false: use --watch or --no-watch, or --watch=false'],
    [['-p', '1'], 'unknown option -p; did you mean --port?'],
  ])('%j', (args, says) => {
    expect(() => refuseRest(readFlags(args).rest)).toThrow(says)
  })
})
