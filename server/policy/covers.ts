import { matches } from './pattern.ts'
import type { Listed } from './policy.ts'
import type { Context } from './context.ts'

/** Whether an Action or Resource element covers this action or resource. */
export function covers({ except, patterns }: Listed, value: string, context: Context): boolean {
  return patterns.some((pattern) => matches(pattern, value, context)) !== except
}
