import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problems } from '../../../../server/console/practise/problems.ts'
import { configOf, curlOf, fixtureOf, ruleOf } from '../../../../server/console/practise/rules.ts'
import { isOn, left } from '../../../../server/console/practise/state.ts'
import { compileFault } from '../../../../server/faults/rule.ts'
import { checkText } from '../../../../server/fixtures/load.ts'

const everybody = { session: '', model: '*', calls: 2 }

test('every prompt of the faults README has a row, and there are no others', () => {
  const text = readFileSync(new URL('../../../../server/faults/README.md', import.meta.url), 'utf8')
  const prompts = [...text.matchAll(/^\| `(practise [^`]+)` \|/gm)].map(([, ask]) => ask)
  expect(problems.map(({ prompt }) => prompt)).toEqual(prompts)
})

test.each(problems.map((problem) => [problem.title, problem] as const))(
  '%s is a fixture, and a fault if possible',
  (_title, problem) => {
    const checked = checkText(fixtureOf(problem), 'problem.yaml', { root: '.', at: 0 })
    expect(checked.problems).toEqual([])
    if (problem.fault !== undefined)
      expect(compileFault(ruleOf(problem, everybody))).toMatchObject({ name: problem.prompt })
  },
)

test('a switch affects the chosen calls', () => {
  const [problem] = problems
  if (problem === undefined) throw new Error('there are no problems')
  const target = { session: "anna's", model: 'amazon.nova-*', calls: 3 }
  expect(ruleOf(problem, target)).toMatchObject({ match: { model: 'amazon.nova-*' }, total: 3 })
  expect(configOf(problem, target)).toContain('"times":3')
  expect(curlOf(problem, target, 'http://localhost:4577')).toContain(
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
