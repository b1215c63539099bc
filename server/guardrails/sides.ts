import type { SensitiveAction, Sides } from './policy.ts'

/** Which half of a conversation a text is: what a user sends, or what a model answers. */
export type Side = 'INPUT' | 'OUTPUT'

/** The action of a policy entry on this side; undefined if it is turned off there. */
export function actionOn<Action extends SensitiveAction>(
  entry: Sides<Action>,
  side: Side,
  fallback: Action,
): Action | undefined {
  const isInput = side === 'INPUT'
  if ((isInput ? entry.inputEnabled : entry.outputEnabled) === false) return undefined
  return (isInput ? entry.inputAction : entry.outputAction) ?? fallback
}

/**
 * Like `actionOn`, for PII types and regular expressions. Observed: on AWS, ANONYMIZE as `action` masks answers, and
 * only acts on inputs if `inputAction` is set. BLOCK acts on both sides.
 */
export function sensitiveActionOn(
  entry: Sides<SensitiveAction> & { action: SensitiveAction },
  side: Side,
): SensitiveAction | undefined {
  const isDefault = side === 'INPUT' && entry.inputAction === undefined
  if (isDefault && entry.action === 'ANONYMIZE') return undefined
  return actionOn(entry, side, entry.action)
}
