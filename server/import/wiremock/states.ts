import { addTo } from '../../lists.ts'
import { STARTED } from './stub.ts'
import type { Step } from './stub.ts'

/** The states of a scenario in the order in which it reaches them. Those that nothing leads to come last, by number. */
export function statesInOrder(steps: readonly Step[]): string[] {
  const needed = [...new Set(steps.map(({ needs }) => needs))].toSorted(byNumber)
  const set = new Set<string>()
  const next = new Map<string, string[]>()
  for (const { needs, sets } of steps) {
    if (sets === undefined || sets === needs) continue
    set.add(sets)
    addTo(next, needs, sets)
  }
  const starts = [STARTED, ...needed.filter((state) => !set.has(state)), ...needed]
  const order = new Set<string>()
  for (const start of starts) {
    const queue = [start]
    // The nearest first. A state that was there before ends the chain.
    for (const state of queue) {
      if (order.has(state)) continue
      order.add(state)
      queue.push(...(next.get(state) ?? []))
    }
  }
  return [...order]
}

const byNumber = (a: string, b: string) => numberIn(a) - numberIn(b)

const numberIn = (state: string) => Number(/(\d+)$/.exec(state)?.[1] ?? 0)
