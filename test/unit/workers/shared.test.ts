import { expect, test } from 'vitest'
import { Faults } from '../../../server/faults/faults.ts'
import { addedRules, addRule, removeAdded } from '../../../server/fixtures/added.ts'
import { applicationProfiles } from '../../../server/models/application-profiles.ts'
import { Sessions } from '../../../server/sessions.ts'
import { LocalState } from '../../../server/state/local.ts'
import { load } from '../../../server/workers/kept.ts'
import { KeptSessions } from '../../../server/workers/shared.ts'

function twoProcesses() {
  const make = () => ({
    sessions: new Sessions(),
    faults: new Faults({ seed: 1, rules: [], state: new LocalState() }),
  })
  const [owner, worker] = [make(), make()]
  const shared = new KeptSessions()
  const share = (name: string) => {
    const changes = shared.changesOf(owner.sessions.get(name), owner.faults)
    for (const { session, part, text } of changes)
      load(worker.sessions.get(session), part, text, worker.faults)
    return changes.map(({ part }) => part)
  }
  return { owner, worker, shared, share }
}

test('a worker has the same fixtures under the same names, and compiles each once', () => {
  const { owner, worker, share } = twoProcesses()
  const mine = owner.sessions.get('mine')
  addRule(mine, { name: 'first', match: { prompt: 'a' }, answer: { text: 'one' } })
  share('mine')
  const rules = () => addedRules(worker.sessions.get('mine')).all
  const [first] = rules()
  addRule(mine, { match: { prompt: { regex: '^b' } }, answer: { text: 'two' } })
  expect(share('mine')).toEqual(['fixtures'])
  expect(rules()).toContain(first)
  expect(rules().map(({ name, key }) => [name, key])).toEqual(
    addedRules(mine).all.map(({ name, key }) => [name, key]),
  )
  removeAdded(mine, 'first')
  share('mine')
  expect(rules().map(({ name }) => name)).toEqual(['added 2'])
})

test('faults keep their ids and their order', () => {
  const { owner, worker, share } = twoProcesses()
  const mine = owner.sessions.get('mine')
  const rule = { times: 3, error: { type: 'ThrottlingException' } }
  for (const match of [{ prompt: 'a' }, { prompt: 'b' }]) owner.faults.add(mine, { ...rule, match })
  share('mine')
  const listed = () => worker.faults.list(worker.sessions.get('mine'))
  expect(listed()).toEqual(owner.faults.list(mine))
  owner.faults.clear(mine)
  share('mine')
  expect(listed()).toEqual([])
})

test('maps are transferred', () => {
  const { owner, worker, share } = twoProcesses()
  const profile = {
    id: 'one',
    arn: 'arn',
    region: 'us-east-1',
    name: 'mine',
    copyFrom: 'x',
    foundation: 'amazon.nova-lite-v1:0',
    modelArns: ['y'],
    createdAt: 'now',
    tags: new Map([['team', 'a']]),
  }
  owner.sessions.get('mine').get(applicationProfiles).set('one', profile)
  share('mine')
  expect(worker.sessions.get('mine').get(applicationProfiles).get('one')).toEqual(profile)
})

test('a new worker receives the state of the others, without what was reset', () => {
  const { owner, shared, share } = twoProcesses()
  for (const name of ['a', 'b']) {
    addRule(owner.sessions.get(name), { answer: { text: name } })
    share(name)
  }
  const sessions = () => new Set(shared.all().map(({ session }) => session))
  expect(sessions()).toEqual(new Set(['a', 'b']))
  expect(share('a')).toEqual([])
  shared.received({ what: 'reset', session: 'a' })
  expect(sessions()).toEqual(new Set(['b']))
  shared.received({ what: 'reset' })
  expect(sessions()).toEqual(new Set())
})
