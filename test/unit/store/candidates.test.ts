import { acceptsIn } from '../../../server/resolve/accepts.ts'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callOf } from '../../support/calls.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { CLAUDE, newSession, openStore, played, question } from '../../support/fixture-store.ts'
import type { FixtureFolder } from '../../support/fixture-folder.ts'
import type { Call } from '../../../server/bedrock/types.ts'

const inRecordMode = acceptsIn('record', false)

function winner(folders: readonly FixtureFolder[], call: Call): string | undefined {
  using store = openStore(folders)
  expect(store.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return store.find(call)?.name
}

const text = 'answer: { text: x }\n'

describe('when several match', () => {
  test('the higher priority answers', () => {
    using folder = fixtureFolder({
      'a.yaml': `match: { prompt: hi, model: amazon.* }\n${text}`,
      'b.yaml': `priority: 1\n${text}`,
    })
    expect(winner([folder], question('hi'))).toBe('b.yaml')
  })

  test('then the one with more members in its match', () => {
    using folder = fixtureFolder({
      'a.yaml': `match: { prompt: hi }\n${text}`,
      'b.yaml': `match: { prompt: hi, model: amazon.* }\n${text}`,
      'c.yaml': `match: { body: { inferenceConfig: { topP: 1 }, messages: [] } , prompt: hi }\n${text}`,
    })
    expect(winner([folder], question('hi'))).toBe('b.yaml')
    const call = question('hi', { body: { inferenceConfig: { topP: 1 } } })
    expect(winner([folder], call)).toBe('c.yaml')
  })

  test('then the later folder', () => {
    using first = fixtureFolder({ 'a.yaml': `match: { prompt: hi }\n${text}` })
    using second = fixtureFolder({ 'z.yaml': `match: { prompt: hi }\n${text}` })
    expect(winner([first, second], question('hi'))).toBe('z.yaml')
    expect(winner([second, first], question('hi'))).toBe('a.yaml')
  })

  test('then the path, and the log names both, once', () => {
    using folder = fixtureFolder({
      'b.yaml': `match: { prompt: { regex: h. } }\n${text}`,
      'a.yaml': `match: { prompt: hi }\n${text}`,
    })
    using store = openStore([folder])
    expect(store.find(question('hi'))?.name).toBe('a.yaml')
    store.find(question('hi'))
    store.reload()
    store.find(question('hi'))
    expect(store.logged.filter((line) => !line.endsWith('was reloaded'))).toEqual([
      'warn: "a.yaml" and "b.yaml" match the same call; "a.yaml" answers, only because of its path; give one of them a priority',
    ])
  })

  test('a tie between equal matches is one of the problems, and not reported again', () => {
    using folder = fixtureFolder({
      'b.yaml': `match: { prompt: hi }\n${text}`,
      'a.yaml': `match: { prompt: hi }\n${text}`,
    })
    using store = openStore([folder])
    expect(store.problems).toHaveLength(1)
    expect(store.find(question('hi'))?.name).toBe('a.yaml')
    expect(store.logged).toEqual([])
  })

  test('one that a test added comes before all others', () => {
    using folder = fixtureFolder({ 'a.yaml': `priority: 100\n${text}` })
    using store = openStore([folder])
    const session = newSession()
    store.add(session, { match: { prompt: 'hi' }, answer: { text: 'added' } })
    expect(store.find(question('hi', { session }))).toMatchObject({ name: 'added 1', added: true })
    expect(store.find(question('ho', { session }))?.name).toBe('a.yaml')
    expect(store.find(question('hi'))?.name).toBe('a.yaml')
  })

  test('among those that tests added, the newest', () => {
    using store = openStore([])
    const session = newSession()
    const first = store.add(session, { match: { prompt: /^H/i }, answer: { text: 'one' } })
    const second = store.add(session, { match: { prompt: 'hi' }, answer: { text: 'two' } })
    expect(store.find(question('hi', { session }))?.name).toBe(second.name)
    second.remove()
    expect(store.find(question('hi', { session }))?.name).toBe(first.name)
    session.reset()
    expect(store.find(question('hi', { session }))).toBeUndefined()
  })
})

describe('an exact recording', () => {
  const recording = `request:
  operation: Converse
  model: amazon.nova-micro-v1:0
  resource: amazon.nova-micro-v1:0
  path: /model/amazon.nova-micro-v1%3A0/converse
  body: { messages: [{ role: user, content: [{ text: hi }] }] }
recorded: { at: '2026-01-01T00:00:00Z', region: us-east-1, latencyMs: 5 }
---
responses:
  - status: 200
    headers: { content-type: application/json }
    body: { output: { message: { role: assistant, content: [{ text: recorded }] } } }
`

  test('comes before a rule, and after a rule of higher priority', () => {
    using folder = fixtureFolder({
      'r.yaml': recording,
      'a.yaml': `match: { prompt: hi, model: amazon.* }\n${text}`,
    })
    using store = openStore([folder])
    expect(store.problems).toEqual([])
    expect(store.count).toEqual({ fixtures: 1, recordings: 1 })
    expect(store.find(question('hi'))).toMatchObject({ kind: 'recording', earlier: true })
    expect(store.find(question('hi there'))).toMatchObject({ kind: 'rule', name: 'a.yaml' })
    folder.write('a.yaml', `priority: 1\n${text}`)
    store.reload()
    expect(store.find(question('hi'))).toMatchObject({ kind: 'rule', name: 'a.yaml' })
    folder.write('a.yaml', `priority: -1\n${text}`)
    store.reload()
    expect(store.find(question('hi'))).toMatchObject({ kind: 'recording' })
    folder.remove('r.yaml')
    store.reload()
    expect(store.find(question('hi'))).toMatchObject({ kind: 'rule' })
  })

  test('that was made in this run is forwarded again in record mode, and hides no error', () => {
    using folder = fixtureFolder({
      'r.yaml': recording,
      'a.yaml': 'match: { prompt: hi }\nerror: { type: ThrottlingException, times: 1 }',
    })
    using store = openStore([folder])
    expect(store.find(question('hi'), inRecordMode)).toMatchObject({
      kind: 'recording',
      earlier: true,
    })
    const file = join(folder.path, 'r.yaml')
    store.run.mark(file)
    expect(store.find(question('hi'), inRecordMode)).toMatchObject({ kind: 'rule', error: true })
    using other = openStore([folder])
    expect(other.find(question('hi'), inRecordMode)).toMatchObject({
      kind: 'recording',
      earlier: true,
    })
  })

  test('is a near miss like any other', () => {
    using folder = fixtureFolder({ 'r.yaml': recording })
    using store = openStore([folder])
    expect(store.nearest(question('ho'))[0]?.reasons.join()).toContain('"ho"')
  })

  test('is played without delay if the pace is instant', () => {
    using folder = fixtureFolder({ 'r.yaml': recording })
    using store = openStore([folder], { pace: 'instant' })
    expect(played(store, question('hi'))).toMatchObject({
      source: 'recording',
      pace: { kind: 'instant' },
    })
    expect(store.unused()).toEqual([])
  })
})

describe('what matches', () => {
  const yes = (match: object, call: Call, answer: object = { text: 'x' }) => {
    using folder = fixtureFolder({ 'f.json': JSON.stringify({ match, answer }) })
    return winner([folder], call) !== undefined
  }

  test('an empty match accepts every conversation', () => {
    for (const operation of ['Converse', 'ConverseStream']) {
      expect(yes({}, question('hi', { operation }))).toBe(true)
    }
    const body = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: 'hi' }],
    }
    expect(yes({ prompt: 'hi' }, callOf('InvokeModel', { model: CLAUDE, body }))).toBe(true)
    expect(yes({}, callOf('ListFoundationModels'))).toBe(false)
  })

  test('the last message counts, with all of its text blocks', () => {
    const messages = [
      { role: 'user', content: [{ text: 'first' }] },
      { role: 'assistant', content: [{ text: 'second' }] },
      { role: 'user', content: [{ text: 'third' }, { text: 'fourth' }] },
    ]
    const call = () => question('', { body: { messages } })
    expect(yes({ prompt: { equals: 'third\nfourth' } }, call())).toBe(true)
    expect(yes({ prompt: 'first' }, call())).toBe(false)
    expect(yes({ turn: 2 }, call())).toBe(true)
  })

  test('models by id, profile and ARN', () => {
    const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0'
    for (const model of [
      'amazon.nova-*',
      'us.amazon.*',
      'arn:aws:bedrock:*:inference-profile/us.*',
    ]) {
      expect(yes({ model }, question('hi', { model: arn }))).toBe(true)
    }
    expect(yes({ model: 'eu.*' }, question('hi', { model: arn }))).toBe(false)
  })

  test('embeddings, images and rankings only answer requests for them', () => {
    const embed = callOf('InvokeModel', {
      model: 'amazon.titan-embed-text-v2:0',
      body: { inputText: 'hello' },
    })
    expect(yes({ prompt: 'hello' }, embed, { embedding: [1, 2] })).toBe(true)
    expect(yes({}, embed, { text: 'x' })).toBe(false)
    expect(yes({}, question('hello'), { embedding: [1, 2] })).toBe(false)
  })

  test('operations without a model match if they are named', () => {
    const native = { modelSummaries: [] }
    expect(
      yes({ operation: 'ListFoundationModels' }, callOf('ListFoundationModels'), { native }),
    ).toBe(true)
  })

  test('nothing that needs a prompt matches a body with wrong types, and nothing throws', () => {
    const bodies = [
      { messages: 5 },
      { messages: [5] },
      { messages: [null] },
      { messages: [{ role: 'user', content: 'text' }] },
      { messages: [{ role: 'user', content: [null] }] },
      { messages: [{ role: 'user', content: [{ text: 5 }] }] },
      { messages: [{ role: 'user', content: [{ toolResult: { content: 5 } }] }] },
      { messages: [{ role: 'user', content: [{ text: 'hi' }] }], system: 5 },
      { messages: [{ role: 'user', content: [{ text: 'hi' }] }], system: [{ text: {} }] },
      { messages: [{ role: 'user', content: [{ text: 'hi' }] }], toolConfig: { tools: [5, null] } },
      'text',
      [],
      null,
    ]
    using folder = fixtureFolder({
      'a.yaml': `match: { prompt: "5", system: x, tools: [y], turn: 1 }\n${text}`,
      'b.yaml': `match: { prompt: { regex: '.*' }, toolResult: z }\n${text}`,
      'c.yaml': `match: { prompt: { equals: "5" } }\n${text}`,
    })
    using store = openStore([folder])
    for (const body of bodies) {
      const call = callOf('Converse', { model: 'amazon.nova-micro-v1:0', body })
      expect(store.find(call)).toBeUndefined()
      expect(store.nearest(call)).toHaveLength(3)
    }
  })

  test('finds a prompt of 50 KB among thousands of similar rules', () => {
    using folder = fixtureFolder()
    for (let at = 0; at < 2_000; at++) {
      folder.write(
        `f${at}.json`,
        JSON.stringify({ match: { prompt: `needle number ${at}.` }, answer: { text: 'x' } }),
      )
    }
    using store = openStore([folder])
    const hay = 'a needle number in the hay. '.repeat(1_000)
    expect(store.find(question(`${hay}needle number 1234.${hay}`))?.name).toBe('f1234.json')
    expect(store.find(question(hay))).toBeUndefined()
  })
})

describe('record mode', () => {
  test('uses no handwritten answers, except errors and what tests added', () => {
    using folder = fixtureFolder({
      'a.yaml': `match: { prompt: plain }\n${text}`,
      'b.yaml': `match: { prompt: fails }\nerror: { type: ThrottlingException, times: 1 }\n${text}`,
    })
    using store = openStore([folder])
    const session = newSession()
    expect(store.find(question('plain', { session }), inRecordMode)).toBeUndefined()
    const match = store.find(question('fails', { session }), inRecordMode)
    expect(match).toMatchObject({ name: 'b.yaml', error: true })
    played(store, question('fails', { session }))
    expect(store.find(question('fails', { session }), inRecordMode)).toBeUndefined()
    store.add(session, { answer: { text: 'added' } })
    expect(store.find(question('plain', { session }), inRecordMode)?.added).toBe(true)
  })
})
