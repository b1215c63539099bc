import { matches } from './pattern.ts'
import type { Context, Listed } from './policy.ts'

/** Whether an Action or Resource element speaks of this action or resource. */
export function covers({ except, patterns }: Listed, value: string, context: Context): boolean {
  return patterns.some((pattern) => matches(pattern, value, context)) !== except
}
