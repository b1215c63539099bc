import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'
import type { Call, Operation } from '../../../server/bedrock/types.ts'
import { createCatalogue } from '../../../server/models/models.ts'
import { createResolver } from '../../../server/resolve/index.ts'
import type { Sources } from '../../../server/resolve/index.ts'
import type { Mode } from '../../../server/settings/settings.ts'
import { LocalState } from '../../../server/state/local.ts'
import type { Store } from '../../../server/store/store.ts'
import { callOf } from '../../support/calls.ts'
import { textAnswer } from '../../support/exchanges.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { openStore, question } from '../../support/fixture-store.ts'

const PARIS = 'match: { prompt: capital of France }\nanswer: { text: Paris. }\n'

const upstream: Answer = {
  source: 'upstream',
  kind: 'recorded',
  status: 200,
  headers: [],
  pace: { kind: 'instant' },
  body: Buffer.from('{}'),
}

/** Answers a call in a mode, and counts how often upstream was called to forward and to record. */
async function resolved(mode: Mode, call: Call, store: Store, more: Partial<Sources> = {}) {
  const asked = { forward: 0, record: 0 }
  const resolve = createResolver({
    mode: () => mode,
    store,
    state: new LocalState(),
    refresh: false,
    catalogue: createCatalogue({ account: '123456789012' }),
    guardrails: { find: () => undefined, enforcedOn: () => undefined },
    lenient: false,
    means: {},
    check: () => [],
    warn: false,
    remote: {
      forward: async () => (asked.forward++, upstream),
      record: async () => (asked.record++, upstream),
      taken: [],
      close: async () => {},
    },
    pace: { kind: 'instant' },
    ...more,
  })
  return { answer: await resolve(call), asked }
}

type Found = NonNullable<ReturnType<Store['find']>>

/** A store that finds the given candidate. */
const finding = (candidate: Found | undefined): Store =>
  ({
    candidates: (_, accepts) =>
      candidate === undefined || accepts?.(candidate) === false ? [] : [candidate],
    first: ([first]) => first,
    take: ([first]) => first && textAnswer('taken'),
    nearest: () => [],
  }) as Partial<Store> as Store

const aRecording = (earlier: boolean) => ({ kind: 'recording', earlier }) as Found
const aFixture = (more: object) => ({ kind: 'rule', ...more }) as Found

const refuse = () => {
  throw new AwsError('ValidationException', 'no')
}
const listModels = () => callOf('ListFoundationModels')

/** A call of an operation that AWS's model has and this server does not implement. */
function notOffered(more: Partial<Operation> = {}): Call {
  const call = question('hi')
  const { local: _local, write: _write, ...operation } = call.operation
  return { ...call, operation: { ...operation, ...more } }
}

describe('mock', () => {
  test('a matching fixture answers', async () => {
    using folder = fixtureFolder({ 'paris.yaml': PARIS })
    using store = openStore([folder])
    const { answer } = await resolved('mock', question('the capital of France?'), store)
    expect(answer).toMatchObject({ source: 'fixture', fixture: 'paris.yaml' })
  })

  test('an answer is invented if no fixture matches, and names the nearest one', async () => {
    using folder = fixtureFolder({ 'paris.yaml': PARIS })
    using store = openStore([folder])
    const { answer } = await resolved('mock', question('the capital of Frence?'), store)
    expect(answer).toMatchObject({ source: 'invented', misses: [{ fixture: 'paris.yaml' }] })
  })

  test('tolerated errors are a warning on the answer', async () => {
    const check = () => ['an unknown model']
    const { answer } = await resolved('mock', question('hi'), finding(undefined), { check })
    expect(answer).toMatchObject({ source: 'invented', warnings: ['an unknown model'] })
  })

  test('a call that fails the check is answered by no fixture', async () => {
    const resolution = resolved('mock', question('hi'), finding(aFixture({})), { check: refuse })
    await expect(resolution).rejects.toThrow('no')
  })

  test('a model id with a typo is rejected, and the log has a suggestion', async () => {
    const call = callOf('Converse', { model: 'amazon.nova-mcro-v1:0' })
    const { answer } = await resolved('mock', call, finding(undefined), { check: refuse })
    expect(answer).toMatchObject({
      source: 'validation',
      error: { message: 'no' },
      warnings: ['unknown model amazon.nova-mcro-v1:0; did you mean amazon.nova-micro-v1:0?'],
    })
  })
})

describe('replay', () => {
  test('a call that nothing matches is an error that names the closest fixture', async () => {
    using folder = fixtureFolder({ 'paris.yaml': PARIS })
    using store = openStore([folder])
    const { answer } = await resolved('replay', question('the capital of Frence?'), store)
    expect(answer).toMatchObject({
      kind: 'error',
      error: { name: 'FixtureNotFoundException' },
      misses: [{ fixture: 'paris.yaml' }],
    })
  })

  test('what this server knows by itself needs no fixture', async () => {
    const { answer } = await resolved('replay', listModels(), finding(undefined))
    expect(answer).toMatchObject({ source: 'catalogue', kind: 'reply' })
  })

  test('a recording answers before anything is checked', async () => {
    const store = finding(aRecording(true))
    const { answer } = await resolved('replay', question('hi'), store, { check: refuse })
    expect(answer).toEqual(textAnswer('taken'))
  })

  test('an unsupported operation is answered only by a fixture', async () => {
    const { answer } = await resolved('replay', notOffered(), finding(aFixture({})))
    expect(answer).toEqual(textAnswer('taken'))
    expect((await resolved('replay', notOffered(), finding(undefined))).answer).toMatchObject({
      kind: 'error',
      error: { name: 'NotImplementedException' },
    })
  })
})

describe('record', () => {
  test.each([
    ['a recording of an earlier run', aRecording(true), false, 0],
    ['a recording of this run', aRecording(false), false, 1],
    ['an earlier recording under --refresh', aRecording(true), true, 1],
    ['a fixture of a folder', aFixture({ added: false, error: false }), false, 1],
    ['a fixture that was added', aFixture({ added: true }), false, 0],
    ['a fixture with an error', aFixture({ error: true }), false, 0],
    ['nothing', undefined, false, 1],
  ])('%s', async (_, candidate, refresh, recorded) => {
    const { answer, asked } = await resolved('record', question('hi'), finding(candidate), {
      refresh,
    })
    expect(asked).toEqual({ forward: 0, record: recorded })
    expect(answer).toEqual(recorded === 1 ? upstream : textAnswer('taken'))
  })

  test('an operation that changes something at AWS is never forwarded', async () => {
    const create = callOf('CreateInferenceProfile', {
      body: { inferenceProfileName: 'mine', modelSource: { copyFrom: 'x' } },
    })
    const call = { ...create, operation: { ...create.operation, local: () => ({ done: true }) } }
    const { answer, asked } = await resolved('record', call, finding(undefined))
    expect(asked).toEqual({ forward: 0, record: 0 })
    expect(answer).toMatchObject({ source: 'catalogue', reply: { output: { done: true } } })
  })
})

describe('proxy', () => {
  test('forwards everything that a fixture would answer, unchecked', async () => {
    const store = finding(aFixture({}))
    const { answer, asked } = await resolved('proxy', question('hi'), store, { check: refuse })
    expect(answer).toBe(upstream)
    expect(asked).toEqual({ forward: 1, record: 0 })
  })

  test('cannot forward a request that is a stream', async () => {
    const call = notOffered({ duplex: true })
    const { answer, asked } = await resolved('proxy', call, finding(undefined))
    expect(asked.forward).toBe(0)
    expect(answer).toMatchObject({ kind: 'error', error: { name: 'NotImplementedException' } })
  })
})

describe('with --warn', () => {
  const says = () => ['an unknown model']
  const refusal = 'validation would reject this call: ValidationException: no'

  test.each([
    ['record', says, ['an unknown model']],
    ['record', refuse, [refusal]],
    ['proxy', says, ['an unknown model']],
    ['proxy', refuse, [refusal]],
  ] as const)(
    '%s answers from upstream and reports validation errors',
    async (mode, check, warnings) => {
      const { answer } = await resolved(mode, question('hi'), finding(undefined), {
        check,
        warn: true,
      })
      expect(answer).toEqual({ ...upstream, warnings })
    },
  )

  test('without it nothing is checked', async () => {
    const { answer } = await resolved('proxy', question('hi'), finding(undefined), {
      check: refuse,
    })
    expect(answer).toEqual(upstream)
  })
})
