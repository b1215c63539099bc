import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../server/bedrock/types.ts'
import { callOf } from '../../support/calls.ts'
import { fixtureFolder, newSession, openStore, question } from '../../support/fixture-store.ts'
import type { OpenStore } from '../../support/fixture-store.ts'
import type { Call } from '../../../server/bedrock/types.ts'

function ask(store: OpenStore, call: Call): Answer {
  const found = store.find(call)
  if (found === undefined) throw new Error('nothing answers')
  return store.take(found, call)
}

function textOf(answer: Answer): string {
  if (answer.kind === 'error') return answer.error.name
  const reply = answer.kind === 'reply' ? answer.reply : undefined
  return reply?.kind === 'message'
    ? reply.content.map((block) => block.text ?? '').join('|')
    : String(reply?.kind)
}

/** A store with one fixture. */
function storeOf(yaml: string, options = {}) {
  const folder = fixtureFolder({ 'f.yaml': yaml })
  const store = openStore([folder], options)
  expect(store.problems).toEqual([])
  return Object.assign(store, {
    [Symbol.dispose]() {
      store.close()
      folder.remove()
    },
  })
}

describe('an answer', () => {
  test('of text alone has everything else by itself', () => {
    using store = storeOf('name: hello\nanswer: { text: Hello there. }')
    const answer = ask(store, question('hi'))
    expect(answer).toMatchObject({
      source: 'fixture',
      fixture: 'hello',
      kind: 'reply',
      pace: { kind: 'instant' },
      reply: { kind: 'message', content: [{ text: 'Hello there.' }], stopReason: 'end_turn' },
    })
    const { usage, latencyMs } = (
      answer as {
        reply: { usage: { inputTokens: number; outputTokens: number }; latencyMs: number }
      }
    ).reply
    expect(usage.inputTokens).toBeGreaterThan(0)
    expect(usage.outputTokens).toBe(3)
    expect(latencyMs).toBeGreaterThan(0)
  })

  test('keeps what is written: usage, latency, stop reason, trace', () => {
    using store = storeOf(
      'answer: { text: x, stopReason: max_tokens, latencyMs: 420, stream: { firstByteMs: 1000 }, usage: { inputTokens: 12, outputTokens: 8, cacheReadInputTokens: 5 }, trace: { a: 1 } }',
    )
    expect(ask(store, question('hi'))).toMatchObject({
      reply: {
        stopReason: 'max_tokens',
        latencyMs: 420,
        usage: { inputTokens: 12, outputTokens: 8, cacheReadInputTokens: 5 },
        extra: { trace: { a: 1 } },
      },
    })
  })

  test('that calls a tool stops for it, and leaves the id to be made', () => {
    using store = storeOf(
      'answer: { content: [{ text: Wait. }, { toolUse: { name: get_weather } }] }',
    )
    expect(ask(store, question('hi'))).toMatchObject({
      reply: {
        stopReason: 'tool_use',
        content: [
          { text: 'Wait.' },
          { toolUse: { name: 'get_weather', input: {}, toolUseId: '' } },
        ],
      },
    })
  })

  test('that depends on nothing is the same object for every call, one with templates is not', () => {
    using same = storeOf('answer: { text: x }')
    const [a, b] = [ask(same, question('1')), ask(same, question('2'))]
    expect('stable' in a && 'stable' in b && a.stable === b.stable).toBe(true)
    using other = storeOf("answer: { text: '{{prompt}}' }")
    expect('stable' in ask(other, question('1'))).toBe(false)
  })

  test('fills in templates, from groups by number and by name too', () => {
    using store = storeOf(
      "match: { prompt: { regex: 'in (?P<city>\\w+) on (\\w+)' } }\nanswer: { text: '{{match.city}}/{{match.2}}/{{model}}/{{turn}}', stream: { chunks: ['{{match.city}}/', '{{match.2}}/{{model}}/{{turn}}'] } }",
    )
    const answer = ask(store, question('Weather in Oslo on Monday'))
    expect(textOf(answer)).toBe('Oslo/Monday/amazon.nova-micro-v1:0/1')
    expect(answer).toMatchObject({ chunks: ['Oslo/', 'Monday/amazon.nova-micro-v1:0/1'] })
  })

  test('of vectors: one for every text, or one each', () => {
    const call = (texts: string[]) =>
      callOf('InvokeModel', {
        model: 'cohere.embed-english-v3',
        body: { texts, input_type: 'search_query' },
      })
    using one = storeOf('answer: { embedding: [1, 2] }')
    expect(ask(one, call(['a', 'b']))).toMatchObject({
      reply: {
        vectors: [
          [1, 2],
          [1, 2],
        ],
      },
    })
    using each = storeOf('answer: { embeddings: [[1], [2]] }')
    expect(ask(each, call(['a', 'b']))).toMatchObject({ reply: { vectors: [[1], [2]] } })
  })

  test('from a file beside it', () => {
    using folder = fixtureFolder({
      'a/logo.png': Buffer.from('PNG'),
      'a/image.yaml': 'answer: { image: logo.png }',
      'block.yaml': 'answer: { content: [{ image: { source: { file: a/logo.png } } }] }',
    })
    using store = openStore([folder])
    expect(store.problems).toEqual([])
    const body = { taskType: 'TEXT_IMAGE', textToImageParams: { text: 'a logo' } }
    expect(
      ask(store, callOf('InvokeModel', { model: 'amazon.nova-canvas-v1:0', body })),
    ).toMatchObject({
      reply: { kind: 'images', images: [Buffer.from('PNG').toString('base64')] },
    })
    expect(ask(store, question('hi'))).toMatchObject({
      reply: {
        content: [
          { image: { format: 'png', source: { bytes: Buffer.from('PNG').toString('base64') } } },
        ],
      },
    })
  })

  test('in its own words: a body, or an operation that asks no model', () => {
    using body = storeOf('answer: { native: { a: 28.0 } }')
    const call = callOf('InvokeModel', {
      model: 'amazon.titan-text-express-v1',
      body: { inputText: 'hi' },
    })
    expect(ask(body, call)).toMatchObject({ reply: { kind: 'native', body: { a: 28 } } })
    using output = storeOf(
      'match: { operation: CountTokens }\nanswer: { native: { inputTokens: 5 } }',
    )
    const count = callOf('CountTokens', { model: 'amazon.nova-micro-v1:0', body: {} })
    expect(ask(output, count)).toMatchObject({
      reply: { kind: 'output', output: { inputTokens: 5 } },
    })
  })
})

describe('answers in order', () => {
  const yaml = 'answers: [{ text: one }, { text: two }]\n'
  const play = (store: OpenStore, times: number, session = newSession()) =>
    Array.from({ length: times }, () => textOf(ask(store, question('hi', { session }))))

  test('the last one repeats', () => {
    using store = storeOf(yaml)
    expect(play(store, 4)).toEqual(['one', 'two', 'two', 'two'])
  })

  test('or an error follows', () => {
    using store = storeOf(`name: short\n${yaml}then: error`)
    const session = newSession()
    expect(play(store, 3, session)).toEqual(['one', 'two', 'FixtureNotFoundException'])
    const answer = ask(store, question('hi', { session }))
    expect(answer.kind === 'error' && answer.error.message).toBe(
      'The fixture "short" has played its 2 answers and says then: error.',
    )
  })

  test('each session begins anew, and so does one that is reset', () => {
    using store = storeOf(yaml)
    const session = newSession('a')
    expect(play(store, 2, session)).toEqual(['one', 'two'])
    expect(play(store, 1, newSession('b'))).toEqual(['one'])
    session.reset()
    expect(play(store, 1, session)).toEqual(['one'])
  })
})

describe('errors', () => {
  const fails = 'error: { type: ThrottlingException, times: 2 }\n'
  const play = (store: OpenStore, session = newSession()) =>
    textOf(ask(store, question('hi', { session })))

  test("without a text say AWS's own", () => {
    using store = storeOf('error: { type: ThrottlingException }')
    const answer = ask(store, question('hi'))
    expect(answer.kind === 'error' && answer.error.message).toBe(
      'Too many requests, please wait before trying again.',
    )
  })

  test('so many times, then the answer', () => {
    using store = storeOf(`${fails}answer: { text: fine }`)
    const session = newSession()
    expect([1, 2, 3, 4].map(() => play(store, session))).toEqual([
      'ThrottlingException',
      'ThrottlingException',
      'fine',
      'fine',
    ])
    expect(play(store, newSession('other'))).toBe('ThrottlingException')
  })

  test('so many times, then the next fixture that matches', () => {
    using folder = fixtureFolder({
      'a.yaml': `priority: 1\n${fails}`,
      'b.yaml': 'answer: { text: next }',
    })
    using store = openStore([folder])
    const session = newSession()
    expect([1, 2, 3].map(() => play(store, session))).toEqual([
      'ThrottlingException',
      'ThrottlingException',
      'next',
    ])
  })

  test('inside a stream come after its events; other operations fail at once', () => {
    using store = storeOf(
      'error: { type: ModelStreamErrorException, afterEvents: 3 }\nanswer: { text: some words }',
    )
    expect(ask(store, question('hi', { operation: 'ConverseStream' }))).toMatchObject({
      kind: 'reply',
      breaks: { after: 3, by: { name: 'ModelStreamErrorException' } },
    })
    expect(textOf(ask(store, question('hi')))).toBe('ModelStreamErrorException')
  })
})

describe('the pace', () => {
  const paceOf = (stream: string, pace?: string, mode = 'mock') => {
    using store = storeOf(`answer: { text: x, stream: ${stream} }`, {
      mode,
      ...(pace === undefined ? {} : { pace }),
    })
    const answer = ask(store, question('hi'))
    return 'pace' in answer ? answer.pace : undefined
  }

  test('is what the fixture says', () => {
    expect(paceOf('{}')).toEqual({ kind: 'instant' })
    expect(paceOf('{ pace: instant, tokensPerSecond: 5 }')).toEqual({ kind: 'instant' })
    expect(paceOf('{ pace: realistic }')).toEqual({
      kind: 'tokens',
      firstByteMs: 250,
      tokensPerSecond: 80,
    })
    expect(paceOf('{ firstByteMs: 10 }')).toEqual({
      kind: 'tokens',
      firstByteMs: 10,
      tokensPerSecond: 80,
    })
  })

  test('unless --pace says otherwise', () => {
    const own = '{ firstByteMs: 200, tokensPerSecond: 40 }'
    expect(paceOf(own, 'instant')).toEqual({ kind: 'instant' })
    expect(paceOf('{}', 'realistic')).toMatchObject({ kind: 'tokens' })
    expect(paceOf(own, 'realistic')).toEqual({
      kind: 'tokens',
      firstByteMs: 200,
      tokensPerSecond: 40,
    })
    expect(paceOf(own, '2x')).toEqual({ kind: 'tokens', firstByteMs: 100, tokensPerSecond: 80 })
  })

  test('in replay nothing waits unless it is told to', () => {
    expect(paceOf('{ pace: realistic }', undefined, 'replay')).toEqual({ kind: 'instant' })
    expect(paceOf('{ pace: realistic }', 'recorded', 'replay')).toMatchObject({ kind: 'tokens' })
  })
})

test('which fixtures were never needed', () => {
  using folder = fixtureFolder({
    'a.yaml': 'match: { prompt: one }\nanswer: { text: x }',
    'b.yaml': 'match: { prompt: two }\nanswer: { text: x }',
  })
  using store = openStore([folder])
  ask(store, question('one'))
  expect(store.unused()).toEqual(['b.yaml'])
  expect(store.list()).toMatchObject([
    {
      name: 'a.yaml',
      kind: 'rule',
      operation: 'all four',
      model: 'any',
      match: 'prompt contains "one"',
      calls: 1,
    },
    { name: 'b.yaml', calls: 0 },
  ])
})

test('a wrong fixture that a test adds is told in one error', () => {
  using store = openStore([])
  const add = () =>
    store.add(newSession(), { match: { promt: 'x', turn: 0 }, answer: { image: 'a.png' } })
  expect(add).toThrow(
    'The fixture cannot be used: match.promt is unknown; did you mean "prompt"?; match.turn is 0; a whole number of at least 1 was expected',
  )
})
