import { expect, expectTypeOf, test } from 'vitest'
import type { FixtureMatch } from '../../../server/library/fixture.ts'
import type { Match } from '../../../server/matching/match.ts'
import {
  compileMatcher,
  covers,
  explain,
  fits,
  mismatches,
} from '../../../server/matching/matcher.ts'
import { members } from '../../../server/matching/members.ts'
import type { Subject } from '../../../server/matching/subject.ts'

const subject: Subject = {
  operation: 'Converse',
  session: 'ci',
  model: { sent: 'amazon.nova-micro-v1:0' },
  kind: 'chat',
  prompt: 'the capital of France',
  system: 'Be brief.',
  tools: ['get_weather', 'get_time'],
  results: [{ name: 'get_time', status: 'success', text: 'noon' }],
  turn: 2,
  body: { inferenceConfig: { maxTokens: 5 } },
}

/** For each member: a value that fits the subject, one that covers it, and one that does not fit. */
const values: { [K in keyof Match]-?: Record<'fits' | 'wider' | 'other', NonNullable<Match[K]>> } =
  {
    operation: { fits: 'Converse', wider: ['Converse', 'InvokeModel'], other: 'InvokeModel' },
    model: { fits: 'amazon.nova-*', wider: ['meta.*', 'amazon.*'], other: 'meta.*' },
    prompt: { fits: 'capital of', wider: 'capital', other: 'Spain' },
    system: { fits: { equals: 'Be brief.' }, wider: 'brief', other: 'concise' },
    tools: { fits: ['get_time', 'get_weather'], wider: ['get_time'], other: ['search'] },
    toolResult: {
      fits: { name: 'get_time', status: 'success', text: 'noon' },
      wider: { name: 'get_*', text: 'no' },
      other: 'search',
    },
    turn: { fits: 2, wider: 2, other: 1 },
    body: {
      fits: { inferenceConfig: { maxTokens: 5 } },
      wider: { inferenceConfig: { maxTokens: 5 } },
      other: { inferenceConfig: { maxTokens: 6 } },
    },
    session: { fits: 'ci', wider: 'c*', other: 'dev' },
  }

const compiled = (name: string, value: unknown) =>
  compileMatcher({ [name]: value }, (_, message) => expect.unreachable(message))

test.each(Object.keys(members) as (keyof Match)[])('%s decides whether a call matches', (name) => {
  const { fits: fitting, other } = values[name]
  expect(fits(compiled(name, fitting), subject)).toBe(true)
  expect(mismatches(compiled(name, fitting), subject)).toEqual([])
  expect(fits(compiled(name, other), subject)).toBe(false)
  expect(mismatches(compiled(name, other), subject)).toHaveLength(1)
})

test.each(Object.keys(members) as (keyof Match)[])('%s covers what is narrower', (name) => {
  const { fits: narrow, wider, other } = values[name]
  expect(covers(compiled(name, wider), compiled(name, narrow))).toBe(true)
  expect(covers(compiled(name, other), compiled(name, narrow))).toBe(false)
})

test('a regular expression covers only the one with the same flags', () => {
  const of = (prompt: RegExp | { regex: string }) => compiled('prompt', prompt)
  expect(covers(of(/paris/), of(/paris/g))).toBe(true)
  expect(covers(of(/paris/i), of(/paris/i))).toBe(true)
  expect(covers(of(/paris/), of(/paris/i))).toBe(false)
  expect(covers(of(/paris/i), of(/paris/))).toBe(false)
  expect(covers(of({ regex: 'paris' }), of({ regex: 'paris' }))).toBe(true)
  expect(covers(of({ regex: '(?i)paris' }), of({ regex: 'paris' }))).toBe(false)
  // The same characters may mean something else in RE2 syntax.
  expect(covers(of(/paris$/), of({ regex: 'paris$' }))).toBe(false)
})

test('messages show the flags of a regular expression', () => {
  const matcher = compiled('prompt', /spain/i)
  expect(explain(matcher)).toEqual(['prompt matches /spain/i'])
  expect(mismatches(matcher, subject)[0]).toContain('does not match /spain/i;')
})

test('the type of a match accepts every member', () => {
  expectTypeOf<keyof FixtureMatch>().toEqualTypeOf<keyof Match>()
})
