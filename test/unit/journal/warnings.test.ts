import { expect, test } from 'vitest'
import { createLog } from '../../../server/journal/log.ts'
import { Warnings } from '../../../server/journal/warnings.ts'

const textsOf = (warnings: Warnings) => warnings.list().map(({ level, text }) => `${level} ${text}`)

test('keeps the last hundred, as one sentence each', () => {
  const warnings = new Warnings()
  for (let n = 0; n < 120; n++) warnings.add('warn', [`number ${n}`])
  warnings.add('error', [{ err: new Error('disk full') }, 'not saved'])
  warnings.add('warn', [{ operation: 'Converse', model: 'x', warnings: ['a', 'b'] }, 'call'])
  const all = textsOf(warnings)
  expect(all).toHaveLength(100)
  expect(all.slice(-2)).toEqual(['error not saved: disk full', 'warn call: Converse: x: a: b'])
})

test('the log passes on what its level allows', () => {
  const warnings = new Warnings()
  const log = createLog({ logLevel: 'error', pretty: false }, warnings)
  log.info('nothing')
  log.warn('hidden')
  expect(textsOf(warnings)).toEqual([])
})
