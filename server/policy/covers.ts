import { matchesPattern } from './pattern.ts'
import type { ListElement } from './policy.ts'
import type { Context } from './context.ts'

/** Whether an Action or Resource element covers this action or resource. */
export function elementCovers(
  { except, patterns }: ListElement,
  value: string,
  context: Context,
): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, value, context)) !== except
}
