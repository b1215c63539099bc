import type { RenewalOutcome } from './ask-again.ts'
import { gistOf } from './gist.ts'
import type { Gist } from './gist.ts'

/** A difference in a renewed answer. */
export interface AnswerChange {
  what: 'text' | 'stop reason' | 'tokens' | 'latency'
  before: string
  after: string
}

/** The changes of all answers of a recording; none if only the latency differs. */
export function changesOf({ before, after, call }: RenewalOutcome): AnswerChange[] {
  const changes: AnswerChange[] = []
  for (const [nth, response] of after.entries()) {
    const old = before[nth]
    if (old === undefined) continue
    const [was, is] = [gistOf(old, call), gistOf(response, call)]
    const compare = (what: AnswerChange['what'], read: (gist: Gist) => string) => {
      if (read(was) !== read(is)) changes.push({ what, before: read(was), after: read(is) })
    }
    compare('text', ({ text }) => text)
    compare('stop reason', ({ stopReason }) => String(stopReason))
    compare('tokens', tokens)
    if (changes.length > 0)
      changes.push({ what: 'latency', before: `${was.latencyMs}`, after: `${is.latencyMs} ms` })
  }
  return changes
}

function tokens({ usage }: Gist): string {
  if (usage === undefined) return 'unknown'
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage
  const cached = cacheReadInputTokens + cacheWriteInputTokens
  return `${inputTokens} in, ${outputTokens} out${cached > 0 ? `, ${cached} cached` : ''}`
}
