import { expect, test } from 'vitest'
import { evaluate } from '../../../server/guardrails/evaluate.ts'
import type { Question } from '../../../server/guardrails/verdict.ts'
import { inWindows } from '../../../server/resolve/async-windows.ts'
import { guardrail } from '../../support/guardrail.ts'

const guarding = guardrail({ wordPolicy: { words: [{ text: 'walrus' }] } })

const judged = (texts: string[]) =>
  inWindows({ side: 'OUTPUT', texts }, (question: Question) => [evaluate(guarding, question)])

test('texts are judged one text unit at a time, up to the first blocked one', async () => {
  const { output, sent, blockedBy } = await judged([
    'a'.repeat(900),
    'b'.repeat(900),
    ' walrus ',
    'c'.repeat(5000),
  ])
  expect(output.map(({ action, characters }) => [action, characters.guarded])).toEqual([
    ['NONE', 1000],
    ['BLOCKED', 1000],
  ])
  expect(sent).toBe(2000)
  expect(blockedBy).toBe(output[1])
})

test('a window never ends inside a character', async () => {
  const windows: (readonly string[])[] = []
  await inWindows(
    { side: 'OUTPUT', texts: [`${'a'.repeat(999)}😀b`] },
    ({ texts, ...question }) => {
      windows.push(texts)
      return [evaluate(guarding, { texts, ...question })]
    },
  )
  expect(windows).toEqual([['a'.repeat(999)], ['😀b']])
})

test('an answer without text is one empty window', async () => {
  const { output } = await judged([])
  expect(output).toHaveLength(1)
})
