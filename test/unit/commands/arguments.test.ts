import { describe, expect, test } from 'vitest'
import { readArguments } from '../../../server/commands/arguments.ts'

const settingsOf = (...args: string[]) => readArguments(args).settings

describe('settings', () => {
  test('are true as a plain flag, false with no-, and take a value after =', () => {
    expect(settingsOf('--fips', '--no-pretty', '--no-watch', '--lenient=false')).toEqual({
      fips: true,
      pretty: false,
      watch: false,
      lenient: 'false',
    })
  })

  test('that are lists may be repeated, or separated with commas', () => {
    expect(settingsOf('--fixtures', 'a,b', '--fixtures=c')).toEqual({ fixtures: ['a', 'b', 'c'] })
  })

  test('have their usual meaning without a value', () => {
    expect(settingsOf('--refresh')).toEqual({ refresh: 'replace' })
  })
})

describe('a command', () => {
  test('accepts its flags, arguments and settings in any order', () => {
    for (const args of [
      ['--port', '1', 'fixtures', 'list', '--json', 'folder'],
      ['fixtures', '--json', 'list', 'folder', '--port=1'],
    ]) {
      const { command, flags, settings, args: rest } = readArguments(args)
      expect({ name: command?.name, flags, settings, rest }).toEqual({
        name: 'fixtures list',
        flags: { json: true },
        settings: { port: '1' },
        rest: ['folder'],
      })
    }
  })

  test('accepts repeated values as they are, and has defaults', () => {
    const given = ['--context', 'aws:tag=a,b', '--context=c=d', '--model', 'x']
    expect(readArguments(['policy', 'check', ...given]).flags).toEqual({
      operation: 'Converse',
      model: 'x',
      role: undefined,
      user: undefined,
      bearer: false,
      context: ['aws:tag=a,b', 'c=d'],
    })
  })

  test('prints its help with --help, whatever else is given', () => {
    expect(readArguments(['fixtures', 'list', '--bogus', '-h'])).toMatchObject({
      command: { name: 'fixtures list' },
      wants: 'help',
    })
    expect(readArguments(['--version'])).toMatchObject({ command: undefined, wants: 'version' })
  })
})

describe('an invalid argument is reported in one sentence', () => {
  test.each([
    [['--port'], '--port needs a value: port to listen on; 0 picks a free one'],
    [['--port', '--watch'], '--port needs a value: port to listen on; 0 picks a free one'],
    [['--no-port'], 'unknown option --no-port: --port takes a value'],
    [['--no-wach'], 'unknown option --no-wach; did you mean --no-watch?'],
    [['--recordto', 'x'], 'unknown option --recordto; did you mean --record-to?'],
    [['--watch', 'false'], 'unexpected false: use --watch or --no-watch, or --watch=false'],
    [['-p', '1'], 'unknown option -p; did you mean --port?'],
    [['--xyzzy'], 'unknown option --xyzzy'],
    [['constructor'], 'unknown command constructor; --help lists the commands'],
    [['fixtrues', '--help'], 'unknown command fixtrues; did you mean fixtures?'],
    [['fixture', 'list'], 'unknown command fixture; did you mean fixtures?'],
    [['env', 'extra'], 'env does not take the argument extra'],
    [['env', '--formt', 'x'], 'unknown option --formt for env; did you mean --format?'],
    [['env', '--prot', '1'], 'unknown option --prot for env; did you mean --port?'],
    [['env', '-x'], 'unknown option -x for env; see bedrock-local env --help'],
    [['env', '--format'], '--format needs a value: output format'],
    [
      ['env', '--format', 'bash'],
      '--format must be one of shell, dotenv, json, powershell, cmd, not "bash"',
    ],
    [['fixtures'], 'fixtures needs a command (check, list, explain, unused, format)'],
    [
      ['fixtures', 'chekc'],
      'unknown command fixtures chekc; did you mean check? (check, list, explain, unused, format)',
    ],
    [
      ['fixtures', 'explain'],
      'fixtures explain needs <request.json>; usage: bedrock-local fixtures explain <request.json> [folder...]',
    ],
  ])('%j', (args, says) => {
    expect(() => readArguments(args)).toThrow(new Error(says))
  })
})
