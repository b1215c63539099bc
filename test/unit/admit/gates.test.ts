import { describe, expect, test } from 'vitest'
import { inOrder } from '../../../server/admit/gates.ts'
import type { Gate } from '../../../server/admit/gates.ts'
import { callOf } from '../../support/calls.ts'

const call = callOf('Converse', { body: { messages: [] } })

describe('gates in order', () => {
  test('pass at once if none has to wait', () => {
    const passed: number[] = []
    const gates = [1, 2].map(
      (nth): Gate =>
        () =>
          void passed.push(nth),
    )
    expect(inOrder(gates)(call)).toBeUndefined()
    expect(inOrder([])(call)).toBeUndefined()
    expect(passed).toEqual([1, 2])
  })

  test('wait for an asynchronous gate', async () => {
    const passed: number[] = []
    let open = () => {}
    const asks: Gate = () => new Promise<void>((resolve) => (open = resolve))
    const whole = inOrder([asks, () => void passed.push(2), asks, () => void passed.push(4)])(call)
    expect(passed).toEqual([])
    open()
    await Promise.resolve()
    expect(passed).toEqual([2])
    open()
    await whole
    expect(passed).toEqual([2, 4])
  })

  test('stop at the first gate that rejects, at once or later', async () => {
    const refuses: Gate = () => {
      throw new Error('refused')
    }
    const never: Gate = () => expect.unreachable()
    expect(() => inOrder([refuses, never])(call)).toThrow('refused')
    const later: Gate = async () => {}
    await expect(inOrder([later, refuses, never])(call)).rejects.toThrow('refused')
  })
})
