import type { Habits, Family } from './family.ts'

const NONE: Habits = {}

export function habitsOf(family: Family | undefined): Habits {
  return family?.habits ?? NONE
}
