import { describe, expect, test } from 'vitest'
import type { Row } from '../../../../server/journal/row.ts'
import type { Call } from '../../../../server/console/live/calls.ts'
import { parseFilter } from '../../../../server/console/live/filter.ts'

const row = (rest: Partial<Row>): Row => ({
  id: rest.prompt ?? 'id',
  session: 'default',
  operation: 'Converse',
  model: { sent: 'amazon.nova-micro-v1:0' },
  at: 0,
  status: 200,
  source: 'fixture',
  totalMs: 1,
  events: 1,
  ended: 'complete',
  ...rest,
})

const calls: readonly Call[] = [
  row({ prompt: 'Capital of France', answer: 'Paris', fixture: 'geo/capital.yaml' }),
  row({
    prompt: 'story',
    operation: 'ConverseStream',
    streams: true,
    totalMs: 1_900,
    tools: ['get_weather'],
  }),
  row({
    prompt: 'none',
    status: 404,
    missed: true,
    source: 'catalogue',
    error: { name: 'FixtureNotFoundException' },
  }),
  row({
    prompt: 'busy',
    status: 429,
    source: 'fault',
    session: 'ci',
    error: { name: 'ThrottlingException' },
  }),
  { id: 'running', session: 'ci', operation: 'InvokeModel', at: 0 },
]

const idsFor = (text: string) => calls.filter(parseFilter(text).test).map(({ id }) => id)

describe('a filter', () => {
  test.each([
    ['', ['Capital of France', 'story', 'none', 'busy', 'running']],
    ['paris', ['Capital of France']],
    ['"capital of"', ['Capital of France']],
    ['op:Converse', ['Capital of France', 'none', 'busy']],
    ['op:*Stream', ['story']],
    ['model:nova -op:converse', ['story']],
    ['model:*.nova-micro*', ['Capital of France', 'story', 'none', 'busy']],
    ['status:>=400', ['none', 'busy']],
    ['status:<400 -is:stream', ['Capital of France']],
    ['status:404', ['none']],
    ['source:miss', ['none']],
    ['missed', ['none']],
    ['is:missed', ['none']],
    ['error:throttling', ['busy']],
    ['session:ci', ['busy', 'running']],
    ['fixture:capital', ['Capital of France']],
    ['tool:get_*', ['story']],
    ['is:slow', ['story']],
    ['is:running', ['running']],
    ['-is:error is:stream', ['story']],
  ])('%j finds %j', (text, ids) => {
    expect(parseFilter(text).problems).toEqual([])
    expect(idsFor(text)).toEqual(ids)
  })

  test.each([
    ['colour:red', /Unknown filter “colour:”. Use op, model/],
    ['constructor:x', /Unknown filter “constructor:”/],
    ['status:many', /“status:many” is not a valid filter. Use status:404 or/],
    ['is:odd', /“is:odd” is not a valid filter. Use is:stream/],
    ['is:constructor', /“is:constructor” is not a valid filter/],
    ['op:""', /“op:” needs a value/],
  ])('%j reports its error, and hides nothing', (text, problem) => {
    expect(parseFilter(text).problems).toEqual([expect.stringMatching(problem)])
    expect(idsFor(text)).toHaveLength(calls.length)
  })

  test('takes characters of regular expressions literally', () => {
    expect(parseFilter('model:(.+[').problems).toEqual([])
    expect(idsFor('model:(.+[')).toEqual([])
  })
})
