import { expect, test } from 'vitest'
import { paceIn } from '../../../server/settings/modes.ts'

test('nothing waits in replay unless it is told to', () => {
  expect(paceIn({ mode: 'replay', pace: undefined })).toEqual({ pace: 'instant' })
  expect(paceIn({ mode: 'replay', pace: 'recorded' })).toEqual({ pace: 'recorded' })
  expect(paceIn({ mode: 'mock', pace: undefined })).toEqual({})
})
