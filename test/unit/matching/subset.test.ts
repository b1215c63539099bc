import { describe, expect, test } from 'vitest'
import { isSubset, subsetReasons } from '../../../server/matching/subset.ts'

describe('a subset of a body', () => {
  test.each([
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: { b: 0 } }, { a: { b: 0, c: 1 } }, true],
    [{ a: 1 }, { a: '1' }, false],
    [['x'], ['w', 'x', 'y'], true],
    [['x', 'w'], ['w', 'x'], false],
    [[{ a: 1 }, { b: 2 }], [{ a: 1, z: 0 }, {}, { b: 2 }], true],
    [{ a: null }, {}, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, { a: 0 }, false],
    [{ toString: 'x' }, {}, false],
  ])('%j in %j: %s', (expected, actual, fits) => {
    expect(isSubset(expected, actual)).toBe(fits)
    expect(subsetReasons(expected, actual).length === 0).toBe(fits)
  })
})

describe('the differences', () => {
  test.each([
    [
      { inferenceConfig: { temperature: 0.2 } },
      { inferenceConfig: { temperature: 0.5 } },
      'inferenceConfig.temperature is 0.5, but the fixture expects 0.2',
    ],
    [
      { inferenceConfig: { topP: 1 } },
      { inferenceConfig: {} },
      'inferenceConfig.topP is missing, but the fixture expects 1',
    ],
    [
      { toolConfig: null },
      { toolConfig: { tools: [] } },
      'toolConfig is {\\"tools\\":[]}, but the fixture expects none',
    ],
    [
      { stopSequences: ['END'] },
      { stopSequences: ['STOP', 'HALT'] },
      'stopSequences has 2 items and lacks "END"',
    ],
    [
      { stopSequences: ['END'] },
      { stopSequences: ['STOP'] },
      'stopSequences[0] is "STOP", but the fixture expects "END"',
    ],
    [{ a: { b: 1 } }, { a: 'text' }, 'a is "text", but the fixture expects {"b":1}'],
  ])('%j and %j', (expected, actual, reason) => {
    expect(subsetReasons(expected, actual)).toEqual([reason.replaceAll('\\"', '"')])
  })
})
