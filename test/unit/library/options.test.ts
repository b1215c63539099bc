import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../server/settings/config.ts'
import { configFrom } from '../../../server/library/options.ts'
import { settings } from '../../../server/settings/settings.ts'
import type { Config } from '../../../server/settings/settings.ts'
import type { Options } from '../../../server/library/options.ts'
import { refuseMode } from '../../../server/settings/modes.ts'

describe('the options of a server in a program', () => {
  test('by default, it replays nothing on a free port and logs nothing', () => {
    expect(configFrom({}, {})).toMatchObject({
      mode: 'replay',
      port: 0,
      host: '127.0.0.1',
      fixtures: [],
      watch: false,
      lambdas: 'none',
      logLevel: 'silent',
    })
  })

  test.each([
    ['a path', 'some/fixtures', ['some/fixtures']],
    ['several', ['a', 'b'], ['a', 'b']],
    ['a file URL', new URL('file:///some/fixtures'), ['/some/fixtures']],
  ])('fixtures may be %s', (_, fixtures, expected) => {
    expect(configFrom({ fixtures }, {}).fixtures).toEqual(expected)
  })

  test('undefined options are ignored', () => {
    expect(configFrom({ port: undefined, mode: undefined }, {})).toMatchObject({
      port: 0,
      mode: 'replay',
    })
  })

  test('an invalid one is named', () => {
    const wrong = { prot: 1 } as Options
    expect(() => configFrom(wrong, {})).toThrow('unknown setting prot; did you mean port?')
    expect(() => configFrom({ pace: 'quick' as 'instant' }, {})).toThrow(
      'pace must be instant, realistic, recorded or a factor such as 2x, not "quick"',
    )
  })

  test('port and host from the environment apply to the command only', () => {
    const env = { BEDROCK_LOCAL_PORT: '4577', BEDROCK_LOCAL_FIXTURES: 'elsewhere' }
    expect(configFrom({}, env)).toMatchObject({ port: 0, fixtures: [] })
  })
})

describe('a recording run', () => {
  const RECORD = { BEDROCK_LOCAL_MODE: 'record' }

  test('is turned on by the environment', () => {
    expect(configFrom({ fixtures: 'f', mode: 'replay' }, RECORD).mode).toBe('record')
  })

  test('is configured by the environment', () => {
    const env = {
      ...RECORD,
      BEDROCK_LOCAL_RECORD_TO: 'kept',
      BEDROCK_LOCAL_REFRESH: 'append',
      BEDROCK_LOCAL_RECORD_ERRORS: 'true',
      BEDROCK_LOCAL_UPSTREAM: 'http://127.0.0.1:1',
      BEDROCK_LOCAL_PROFILE: 'dev',
    }
    expect(configFrom({ fixtures: 'f' }, env)).toMatchObject({
      recordTo: 'kept',
      refresh: 'append',
      recordErrors: true,
      upstream: 'http://127.0.0.1:1',
      profile: 'dev',
    })
  })

  test('a server without a folder stays in replay', () => {
    expect(configFrom({}, RECORD).mode).toBe('replay')
    expect(configFrom({}, { ...RECORD, BEDROCK_LOCAL_RECORD_TO: 'kept' }).mode).toBe('record')
  })

  test('without a folder in the code, it is rejected', () => {
    expect(() => configFrom({ mode: 'record' }, {})).toThrow(
      'mode record needs a folder for its recordings: fixtures or recordTo',
    )
  })

  test('a wrong mode in the environment is rejected', () => {
    expect(() => configFrom({ fixtures: 'f' }, { BEDROCK_LOCAL_MODE: 'recrod' })).toThrow(
      ConfigError,
    )
  })
})

test('an unknown mode, or one that needs a folder, is also rejected later', () => {
  const config: Config = configFrom({}, {})
  expect(() => refuseMode('recrod' as 'record', config)).toThrow(
    'mode must be one of mock, replay, record, proxy',
  )
  expect(() => refuseMode('record', config)).toThrow('needs a folder')
  expect(() => refuseMode('mock', config)).not.toThrow()
})

test('knows every mode of the settings', () => {
  const modes = settings[0].choices
  const config = configFrom({ fixtures: 'f' }, {})
  for (const mode of modes) expect(() => refuseMode(mode, config)).not.toThrow()
})
