import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { guardrails } from '../../../server/guardrails/guardrails.ts'
import { foretell } from '../../../server/resolve/foretell.ts'
import type { Mode } from '../../../server/settings/settings.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { openStore, question } from '../../support/fixture-store.ts'

type Sources = Parameters<typeof foretell>[1]

const SEQUENCE = 'match: { prompt: count }\nanswers: [{ text: one }, { text: two }]\n'
const FAILING =
  'match: { prompt: fail }\nerror: { type: ThrottlingException, times: 2 }\nanswer: { text: x }\n'
const PLAIN = 'match: { prompt: plain }\nanswer: { text: x }\n'

function foretold(prompt: string, alone = false, more: Partial<Sources> = {}, mode: Mode = 'mock') {
  using folder = fixtureFolder({ 's.yaml': SEQUENCE, 'f.yaml': FAILING, 'p.yaml': PLAIN })
  using store = openStore([folder])
  const sources = {
    mode: () => mode,
    store,
    refresh: false,
    check: () => [],
    guardrails,
    lenient: false,
    ...more,
  } as Partial<Sources> as Sources
  return foretell(question(prompt), sources, alone)?.map(({ name }) => name)
}

test('returns the fixtures that will count', () => {
  expect(foretold('count')).toEqual(['s.yaml'])
  expect(foretold('fail')).toEqual(['f.yaml'])
})

test('a fixture without a count needs no state, and neither does a miss', () => {
  expect(foretold('plain')).toBeUndefined()
  expect(foretold('something else')).toBeUndefined()
})

test('private counts of a call are taken in its turn, unless requested earlier', () => {
  expect(foretold('count', true)).toBeUndefined()
  expect(foretold('fail', true)).toEqual(['f.yaml'])
})

test('a rejected or forwarded call counts nothing', () => {
  const check = () => {
    throw new AwsError('ValidationException', 'no')
  }
  expect(foretold('count', false, { check })).toBeUndefined()
  expect(foretold('count', false, {}, 'proxy')).toBeUndefined()
})
