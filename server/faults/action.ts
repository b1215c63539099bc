import type { ErrorName } from '../aws/errors.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'
import { errorOf } from './error-message.ts'
import type { WrittenError } from './error-message.ts'
import type { BreakPoint, WrittenDisturbance } from './disturbance.ts'
import type { Action } from '../bedrock/answer.ts'

interface FaultError extends WrittenError {
  originalStatusCode?: number
  originalMessage?: string
  resourceName?: string
}

export interface WrittenAction extends WrittenDisturbance {
  error?: ErrorName | FaultError
  guardrail?: WrittenVerdicts
}

export function actionOf(written: WrittenAction): Action {
  const { delayMs, betweenMs, byteMs, corrupt, guardrail, stall, cut, reset, refuse } = written
  const action: Action = {
    ...(delayMs !== undefined && { delayMs }),
    ...(betweenMs !== undefined && { betweenMs }),
    ...(byteMs !== undefined && { byteMs }),
    ...(corrupt !== undefined && { corrupt }),
    ...(guardrail !== undefined && { guardrail }),
  }
  if (written.error !== undefined) addError(action, written.error)
  if (refuse === true || reset === true) action.instead = 'refuse'
  else if (typeof reset === 'object') action.breaks = breakAt(reset, 'reset')
  if (cut === true) action.instead = 'cut'
  else if (typeof cut === 'object') action.breaks = breakAt(cut, 'cut')
  if (stall === true) action.instead = 'stall'
  else if (typeof stall === 'object') {
    const { afterEvents: after = 0, forMs } = stall
    if (forMs === undefined) action.breaks = { after, within: false, by: 'stall' }
    else action.pause = { after, ms: forMs }
  }
  return action
}

function breakAt({ inEvent, afterEvents = 0 }: BreakPoint, by: 'cut' | 'reset') {
  return inEvent === undefined
    ? { after: afterEvents, within: false, by }
    : { after: inEvent - 1, within: true, by }
}

function addError(action: Action, written: ErrorName | FaultError): void {
  if (typeof written === 'string') {
    action.error = errorOf({ type: written })
    return
  }
  const { type, message, afterEvents, ...members } = written
  const error = errorOf({ type, ...(message !== undefined && { message }) }, members)
  if (afterEvents === undefined) action.error = error
  else action.breaks = { after: afterEvents, within: false, by: error }
}

/** Whether the answer is only delayed. */
export function onlyDelays({ error, instead, breaks, corrupt }: Action): boolean {
  return (
    error === undefined && instead === undefined && breaks === undefined && corrupt === undefined
  )
}
