import { expect, test } from 'vitest'
import { evaluateExpression, expressionIn } from '../../../server/invent/arithmetic.ts'

test.each([
  ['What is 1234 * 5678?', '1234 * 5678'],
  ['Compute 12 times 3 plus 1.', '12 * 3 + 1'],
  ['How much is (2 + 3) x 4?', '(2 + 3) * 4'],
  ['what is 1,000,000 divided by 7', '1000000 / 7'],
  ['Calculate 2^10 please', '2 ** 10'],
  ['7 squared', '7 ** 2'],
  ['(it is 17 % 5)', '17 % 5'],
  ['How is the weather in 2024?', undefined],
  ['Call 555 now.', undefined],
])('%s', (text, source) => {
  expect(expressionIn(text)).toBe(source)
})

test.each([
  ['1234 * 5678', '7006652'],
  ['7 / 2', '3.5'],
  ['6 / 2', '3.0'],
  ['7 // 2', '3'],
  ['-7 % 3', '2'],
  ['2 ** 100', '1267650600228229401496703205376'],
  ['2 ** -1', '0.5'],
  ['-2 ** 2', '-4'],
  ['2 ** 3 ** 2', '512'],
  ['0.1 + 0.2', '0.30000000000000004'],
  ['10.0 ** 20', '1e+20'],
  ['1 / 3000000', '3.3333333333333335e-07'],
  ['(1 + 2) * (3 - 4)', '-3'],
])('%s is %s in Python', (source, stdOut) => {
  expect(evaluateExpression(source)).toEqual({ stdOut, stdErr: '' })
})

test.each([
  ['1 / 0', 'ZeroDivisionError: division by zero'],
  ['5 % 0', 'ZeroDivisionError: division by zero'],
  ['1 +', 'SyntaxError: invalid syntax'],
  ['(1 + 2', "SyntaxError: '(' was never closed"],
])('%s fails as it does in Python', (source, stdErr) => {
  expect(evaluateExpression(source)).toEqual({ stdOut: '', stdErr })
})

test('no expression takes long, however large its value', () => {
  expect(evaluateExpression('9 ** 9 ** 9 ** 9').stdErr).toMatch(
    /^ValueError: Exceeds the limit \(4300 digits\)/,
  )
  expect(evaluateExpression(`${'9'.repeat(190)} ** 99`).stdErr).toMatch(/^ValueError/)
})
