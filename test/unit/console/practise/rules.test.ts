import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hints } from '../../../../server/console/practise/hints.ts'
import { configOf, curlOf, fixtureOf, ruleOf } from '../../../../server/console/practise/rules.ts'
import { isOn, left } from '../../../../server/console/practise/state.ts'
import { compileFault } from '../../../../server/faults/rule.ts'
import { checkText } from '../../../../server/fixtures/load.ts'

const everybody = { session: '', model: '*', calls: 2 }

test('every hint of the faults README has a row, and there are no others', () => {
  const text = readFileSync(new URL('../../../../server/faults/README.md', import.meta.url), 'utf8')
  const prompts = [...text.matchAll(/^\| `(practise [^`]+)` \|/gm)].map(([, ask]) => ask)
  expect(hints.map(({ ask }) => ask)).toEqual(prompts)
})

test.each(hints.map((hint) => [hint.title, hint] as const))(
  '%s is a fixture, and a fault if possible',
  (_title, hint) => {
    const { problems } = checkText(fixtureOf(hint), 'hint.yaml', { root: '.', at: 0 })
    expect(problems).toEqual([])
    if (hint.fault !== undefined)
      expect(compileFault(ruleOf(hint, everybody))).toMatchObject({ name: hint.ask })
  },
)

test('a switch affects the chosen calls', () => {
  const [hint] = hints
  if (hint === undefined) throw new Error('there are no hints')
  const target = { session: "anna's", model: 'amazon.nova-*', calls: 3 }
  expect(ruleOf(hint, target)).toMatchObject({ match: { model: 'amazon.nova-*' }, total: 3 })
  expect(configOf(hint, target)).toContain('"times":3')
  expect(curlOf(hint, target, 'http://localhost:4577')).toContain(
    "curl 'http://localhost:4577/_admin/faults?session=anna'\\''s' -d '{",
  )
})

test.each([
  [{ total: 2 }, '*', 1, true],
  [{ total: 2 }, '*', 2, false],
  [{ times: 2 }, 'a', 2, false],
  // The next session has its own count.
  [{ times: 2 }, '*', 2, true],
  [{}, '*', 9, true],
])('%j in session %s after %d strikes is on: %s', (rule, session, struck, on) => {
  const fault = { id: '1', name: 'x', from: 'added' as const, session, struck, rule }
  expect(isOn(fault)).toBe(on)
  expect(left(fault)).toBe('total' in rule ? rule.total - struck : undefined)
})
