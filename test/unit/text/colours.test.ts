import { expect, test } from 'vitest'
import { useColours } from '../../../server/text/colours.ts'

test.each<[NodeJS.ProcessEnv, boolean, boolean]>([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ TERM: 'dumb' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
])('colours with %j, on a terminal %j: %j', (env, isTTY, expected) => {
  expect(useColours(env, isTTY)).toBe(expected)
})
