import { setTimeout as sleep } from 'node:timers/promises'
import { log } from '../log.ts'
import { estimateTokens } from './budget.ts'
import type { TokenBudget } from './budget.ts'
import type { Answer } from './read-answer.ts'
import { backoffMs, nextStepAfter } from './retries.ts'
import type { Backoff, NextStep } from './retries.ts'

export interface Plan {
  /** In the order in which they are tried. */
  models: readonly string[]
  prompt: string
  maxTokens: number
  budget: TokenBudget
  deadline: number
  backoff: Backoff
  /** One call, with the SDK's retries; it rejects when no stream began. */
  call(modelId: string, maxTokens: number): Promise<Answer>
}

interface Attempt {
  modelId: string
  outcome: string
  firstTokenMs?: number
}

export interface Result {
  answer?: Answer & { modelId: string }
  /** Why there is no answer. */
  failure?: string
  /** The longest text that arrived before a stream broke off. */
  partial?: { reply: string; modelId: string }
  attempts: Attempt[]
}

const ATTEMPTS_PER_MODEL = 2

/** Calls the models in turn until one gives a complete answer, the budget is spent, or the time is up. */
export async function askInTurn(plan: Plan): Promise<Result> {
  const result: Result = { attempts: [] }
  for (const modelId of plan.models) {
    let { maxTokens } = plan
    for (let retry = 0; retry < ATTEMPTS_PER_MODEL; retry += 1) {
      if (retry > 0) await sleep(backoffMs(retry, plan.backoff))
      const blocked = reasonToStop(plan, maxTokens)
      if (blocked !== undefined) return { ...result, failure: also(blocked, result.failure) }
      const { answer, step } = await attempt(plan, modelId, maxTokens, result)
      if (answer !== undefined) return { ...result, answer: { ...answer, modelId } }
      if (step === 'give up') return result
      if (step === 'other model') break
      // An answer that used up its tokens without any text needs more of them.
      maxTokens = Math.min(maxTokens * 2, 8_192)
    }
  }
  return result
}

function reasonToStop({ budget, deadline, prompt }: Plan, maxTokens: number): string | undefined {
  if (!budget.allows(estimateTokens(prompt) + maxTokens)) return 'The token budget is used up'
  return Date.now() >= deadline ? 'The time is up' : undefined
}

const also = (reason: string, earlier: string | undefined) =>
  earlier === undefined ? reason : `${reason}; before: ${earlier}`

async function attempt(plan: Plan, modelId: string, maxTokens: number, result: Result) {
  let answer: Answer
  let began = true
  try {
    answer = await plan.call(modelId, maxTokens)
  } catch (error) {
    // Bedrock's errors, and the network's. Anything else is a bug, and no retry helps.
    if (!(error instanceof Error) || !('$metadata' in error)) throw error
    answer = { text: '', error }
    began = false
  }
  const { text, usage, error, firstTokenMs } = answer
  if (began) plan.budget.spend(usage?.totalTokens ?? estimateTokens(plan.prompt, text))
  const outcome = outcomeOf(answer)
  result.attempts.push({ modelId, outcome, ...(firstTokenMs !== undefined && { firstTokenMs }) })
  log.info('Attempt', { modelId, outcome, firstTokenMs })
  if (outcome === 'answered') return { answer }
  result.failure = error === undefined ? EMPTY : `${error.name}: ${error.message}`
  if (text.length > (result.partial?.reply.length ?? 0)) result.partial = { reply: text, modelId }
  return { step: stepAfter(answer, began) }
}

const EMPTY = 'The model returned an empty answer'

function outcomeOf({ text, stopReason, error }: Answer): string {
  if (error !== undefined) return error.name
  return text.trim() === '' ? `empty answer (${stopReason})` : 'answered'
}

function stepAfter({ error }: Answer, began: boolean): NextStep {
  if (error === undefined) return 'retry'
  const step = nextStepAfter(error)
  // The SDK has already repeated a call that failed before its stream began.
  return step === 'retry' && !began ? 'other model' : step
}
