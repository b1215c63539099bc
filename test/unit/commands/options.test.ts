import { describe, expect, test } from 'vitest'
import { parseOptions } from '../../../server/commands/options.ts'

const options = {
  model: { type: 'string' },
  bearer: { type: 'boolean' },
} as const
const parse = (args: string[]) => parseOptions('policy check', args, options, 'arguments')

test('options and arguments may stand in any order', () => {
  const { values, positionals } = parse(['file', '--bearer', '--model=a', 'other'])
  expect([{ ...values }, positionals]).toEqual([{ bearer: true, model: 'a' }, ['file', 'other']])
})

describe('a mistake is one sentence', () => {
  test.each([
    [['--modle', 'x'], 'unknown option --modle for policy check; did you mean --model?'],
    [['-m', 'x'], 'unknown option -m for policy check; did you mean --model?'],
    [['--xyzzy'], 'unknown option --xyzzy for policy check; it takes --model, --bearer'],
    [['--model'], '--model needs a value'],
    [['--model', '--bearer'], '--model needs a value'],
    [['--bearer=yes'], '--bearer does not take a value'],
  ])('%j', (args, says) => {
    expect(() => parse(args)).toThrow(new Error(says))
  })

  test('where a command takes no arguments', () => {
    expect(() => parseOptions('env', ['extra'], options)).toThrow(
      new Error('env does not take the argument extra'),
    )
  })
})
