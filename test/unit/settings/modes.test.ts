import { expect, test } from 'vitest'
import { paceIn } from '../../../server/settings/modes.ts'

test('replay is instant unless a pace is set', () => {
  expect(paceIn({ mode: 'replay', pace: undefined })).toEqual({ pace: 'instant' })
  expect(paceIn({ mode: 'replay', pace: 'recorded' })).toEqual({ pace: 'recorded' })
  expect(paceIn({ mode: 'mock', pace: undefined })).toEqual({})
})
