import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { Owners } from '../../../../server/import/owners.ts'
import { planImport } from '../../../../server/import/plan.ts'
import { walk } from '../../../../server/import/walk.ts'
import { writeImport } from '../../../../server/import/write.ts'
import { asking, call, taking } from '../../../support/cassettes.ts'
import { converseBody, temporaryFolder } from '../../../support/recorded.ts'

const { settings } = taking
const reading = { from: 'auto', used: new Set<string>(), findBody: () => undefined }

interface Given {
  text: string
  asks?: string
  /** `scenario: needs > sets`. */
  step?: string
  fault?: string
  priority?: unknown
}

function mapping({ text, asks = 'Hi', step, fault, priority }: Given) {
  const [, scenarioName, requiredScenarioState, newScenarioState] =
    /^(\w+): (\w+)(?: > (\w+))?$/.exec(step ?? '') ?? []
  return {
    request: { method: 'POST', url: call().path, bodyPatterns: [{ equalToJson: asking(asks) }] },
    response: { status: 200, body: converseBody(text), fault },
    scenarioName,
    requiredScenarioState,
    newScenarioState,
    priority,
  }
}

/** What is decided for each mapping, and the texts of each recording. */
async function imported(files: Readonly<Record<string, readonly Given[]>>) {
  await using folder = await temporaryFolder()
  for (const [name, mappings] of Object.entries(files)) {
    const path = join(folder.path, 'from', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify({ mappings: mappings.map(mapping) }))
  }
  const progress = () => {}
  const owners = new Owners([], [], settings)
  const walked = walk([join(folder.path, 'from')])
  const plan = await planImport(walked, { taking, reading, owners, progress })
  const to = join(folder.path, 'to')
  const written = await writeImport(plan.files, { folder: to, taking, reading, progress })
  expect(written.failed).toEqual([])
  const recordings = [...(await folder.files())].filter(([path]) => path.startsWith('to'))
  return {
    outcomes: plan.files.map(({ outcomes }) =>
      outcomes.map((one) => (typeof one === 'string' ? one : one.why)),
    ),
    texts: recordings
      .map(([, text]) => [...text.matchAll(/ text: A(\w+)/g)].map(([, letter]) => letter).join(' '))
      .toSorted(),
    lacks: plan.lacks.get('timing'),
  }
}

const later = 'WireMock has another mapping for this request, which comes first'

test('the answers of a scenario are in the order of its states, wherever they are', async () => {
  const { outcomes, texts, lacks } = await imported({
    'mappings/1.json': [{ text: 'A3', step: 'cart: paid > Started' }],
    'mappings/2.json': [
      { text: 'A2', step: 'cart: full > paid' },
      { text: 'A1', step: 'cart: Started > full' },
    ],
  })
  expect(outcomes).toEqual([['taken'], ['taken', 'taken']])
  expect(texts).toEqual(['1 2 3'])
  expect(lacks).toBe(3)
})

test('another request can change the state, also with a mapping that is skipped', async () => {
  const { texts } = await imported({
    'mappings/1.json': [
      { text: 'A3', step: 'cart: paid' },
      { text: 'A2', step: 'cart: full' },
      { text: 'A1', step: 'cart: Started' },
    ],
    'mappings/2.json': [
      { text: 'A', asks: 'Pay', step: 'cart: full > paid', fault: 'EMPTY_RESPONSE' },
      { text: 'APut', asks: 'Put', step: 'cart: Started > full' },
    ],
  })
  expect(texts).toEqual(['1 2 3', 'Put'])
})

test('an equal answer counts if another one follows', async () => {
  const { outcomes, texts } = await imported({
    'mappings/1.json': [{ text: 'A1', step: 'cart: Started > b' }],
    'mappings/2.json': [{ text: 'A1', step: 'cart: b > c' }],
    'mappings/3.json': [{ text: 'A2', step: 'cart: c > d' }],
    'mappings/4.json': [{ text: 'A2', step: 'cart: d' }],
  })
  expect(outcomes).toEqual([['taken'], ['taken'], ['taken'], ['duplicate']])
  expect(texts).toEqual(['1 1 2'])
})

test('scenarios of two servers are separate', async () => {
  const { outcomes, texts } = await imported({
    'a/mappings/1.json': [{ text: 'A1', step: 'cart: Started > b' }],
    'b/mappings/1.json': [{ text: 'A2', step: 'cart: b' }],
  })
  expect(outcomes).toEqual([
    ['taken'],
    [expect.stringMatching(/^a different answer to a request in .*a\/mappings\/1\.json$/)],
  ])
  expect(texts).toEqual(['1'])
})

test('a request without a scenario has one answer', async () => {
  const { outcomes, texts } = await imported({
    'mappings/1.json': [{ text: 'A2' }, { text: 'A1' }, { text: 'A1' }],
    'mappings/2.json': [{ text: 'A3' }],
  })
  expect(outcomes).toEqual([[later, 'duplicate', 'taken'], [later]])
  expect(texts).toEqual(['1'])
})

test('the lowest number has priority; without one it is 5', async () => {
  const { outcomes, texts } = await imported({
    'mappings/1.json': [{ text: 'A1', priority: 6 }, { text: 'A2' }],
    'mappings/2.json': [
      { text: 'A3', priority: 1 },
      { text: 'A4', priority: 4 },
    ],
    'mappings/3.json': [{ text: 'A3', priority: 9 }],
  })
  expect(outcomes).toEqual([[later, later], ['taken', later], ['duplicate']])
  expect(texts).toEqual(['3'])
})

test('a fallback of low priority does not stop a scenario', async () => {
  const { outcomes, texts } = await imported({
    'mappings/1.json': [{ text: 'A0', priority: 10 }],
    'mappings/2.json': [{ text: 'A1', step: 'cart: Started > b' }],
    'mappings/3.json': [
      { text: 'A2', step: 'cart: b', priority: 1 },
      { text: 'A3', step: 'cart: b', priority: null },
    ],
  })
  expect(outcomes).toEqual([[later], ['taken'], ['taken', later]])
  expect(texts).toEqual(['1 2'])
})

test('a state has one answer', async () => {
  const { outcomes, texts } = await imported({
    'mappings/1.json': [
      { text: 'A0', step: 'cart: Started > b' },
      { text: 'A1', step: 'cart: Started > b' },
      { text: 'A2', step: 'cart: b' },
    ],
  })
  expect(outcomes).toEqual([[later, 'taken', 'taken']])
  expect(texts).toEqual(['1 2'])
})

test('many scenarios over many files are complete, though few answers are held in memory', async () => {
  const asks = Array.from({ length: 60 }, (_, nth) => `Question ${nth}`)
  const files = ['d', 'Started > b', 'c > d', 'b > c'].map((states, nth): [string, Given[]] => [
    `mappings/${nth}.json`,
    asks.map((ask) => ({
      text: `A${states.charAt(0)}`,
      asks: ask,
      step: `${ask.replace(' ', '')}: ${states}`,
    })),
  ])
  const { texts } = await imported(Object.fromEntries(files))
  expect(texts).toEqual(asks.map(() => 'S b c d'))
})
