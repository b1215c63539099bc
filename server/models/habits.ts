import type { Family, Habits } from './families.ts'

const NONE: Habits = {}

export function habitsOf(family: Family | undefined): Habits {
  return family?.habits ?? NONE
}
