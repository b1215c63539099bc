import { describe, expect, test } from 'vitest'
import { NEARBY } from '../../../server/store/nearest.ts'
import { fixtureFolder, openStore, question } from '../../support/fixture-store.ts'

describe('the closest', () => {
  test('is a prompt that is nearly the same rather than a step of a tool loop', () => {
    using folder = fixtureFolder({
      'result.yaml': 'match: { toolResult: { name: get_weather } }\nanswer: { text: x }',
      'hello.yaml':
        "match: { prompt: Describe the purpose of a 'hello world' program in one line. }\nanswer: { text: y }",
    })
    using store = openStore([folder])
    const call = question('What is the purpose of a hello world program?')
    expect(store.nearest(call).map(({ fixture }) => fixture)).toEqual(['hello.yaml', 'result.yaml'])
  })

  test.each([
    ['another operation', { operation: 'ConverseStream' }],
    ['another model', { model: 'anthropic.*' }],
    ['a tool that is not offered and another turn', { tools: ['get_map'], turn: 2 }],
  ])('is the right prompt with %s rather than a prompt that is nearly the same', (_, match) => {
    using folder = fixtureFolder({
      'spain.json': JSON.stringify({
        match: { prompt: 'What is the capital of Spain?' },
        answer: { text: 'Madrid' },
      }),
      'france.json': JSON.stringify({
        match: { prompt: 'What is the capital of France?', ...match },
        answer: { text: 'Paris' },
      }),
      'models.json': JSON.stringify({
        match: { operation: 'ListFoundationModels' },
        answer: { native: {} },
      }),
      'french.json': JSON.stringify({ match: { system: 'French' }, answer: { text: 'Oui' } }),
    })
    using store = openStore([folder])
    const near = store.nearest(question('What is the capital of France?'), 4)
    expect([near[0]?.fixture, near[3]?.fixture]).toEqual(['france.json', 'models.json'])
  })

  test('is the one that begins alike where others lack as many words', () => {
    using folder = fixtureFolder({
      'a.yaml': 'match: { prompt: order 11 of customer 77 }\nanswer: { text: x }',
      'b.yaml': 'match: { prompt: order 77 of customer 12 }\nanswer: { text: x }',
    })
    using store = openStore([folder])
    expect(store.nearest(question('order 77 of customer 13'))[0]?.fixture).toBe('b.yaml')
  })

  test('leaves out what nobody can have meant, where only what is nearby was asked for', () => {
    using folder = fixtureFolder({
      'near.yaml': 'match: { prompt: capital of France }\nanswer: { text: x }',
      'model.yaml': 'match: { model: meta.* }\nanswer: { text: y }',
      'far.yaml': 'match: { prompt: a recipe for pancakes }\nanswer: { text: z }',
      'loop.yaml': 'match: { toolResult: { name: get_weather } }\nanswer: { text: z }',
    })
    using store = openStore([folder])
    const call = question('What is the capital of Spain?')
    expect(store.nearest(call, 9)).toHaveLength(4)
    expect(store.nearest(call, 9, NEARBY).map(({ fixture }) => fixture)).toEqual([
      'near.yaml',
      'model.yaml',
    ])
  })
})

test('of thousands, the one that shares the rarest words is the closest', () => {
  using folder = fixtureFolder()
  const fixtures = Array.from({ length: 1_000 }, (_, at) => ({
    match: { prompt: { contains: `question ${at} about rivers` } },
  }))
  for (const [at, { match }] of fixtures.entries()) {
    folder.write(`f${at}.json`, JSON.stringify({ match, answer: { text: 'x' } }))
  }
  using store = openStore([folder])
  expect(store.nearest(question('question 417 about lakes'), 1)).toEqual([
    {
      fixture: 'f417.json',
      reasons: [
        'prompt does not contain "question 417 about rivers"; after "question 417 about " comes "lakes"',
      ],
    },
  ])
})
