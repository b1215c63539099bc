import type { WrittenAssessment } from './written-verdicts.ts'
import type { Guardrail } from './policy.ts'
import { actionOn, sensitiveActionOn } from './sides.ts'
import type { Side } from './sides.ts'

/** The first finding with which a guardrail can block this side. */
export function firstBlock(guardrail: Guardrail, side: Side): WrittenAssessment {
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy } = guardrail
  const blocks = (entry: Parameters<typeof actionOn<'BLOCK' | 'NONE'>>[0]) =>
    actionOn(entry, side, 'BLOCK') === 'BLOCK'
  const topic = topicPolicy?.topics.find(blocks)
  if (topic !== undefined) return { topicPolicy: { topics: [{ name: topic.name }] } }
  const filter = contentPolicy?.filters.find(
    (one) => blocks(one) && (side === 'INPUT' ? one.inputStrength : one.outputStrength) !== 'NONE',
  )
  if (filter !== undefined) return { contentPolicy: { filters: [{ type: filter.type }] } }
  const word = wordPolicy?.words?.find(blocks)
  if (word !== undefined) return { wordPolicy: { customWords: [{ match: word.text }] } }
  const entity = sensitiveInformationPolicy?.piiEntities?.find(
    (one) => sensitiveActionOn(one, side) === 'BLOCK',
  )
  if (entity !== undefined) {
    const { type } = entity
    const piiEntities = [{ type, match: type, action: 'BLOCKED' }]
    return { sensitiveInformationPolicy: { piiEntities } }
  }
  // The fixture blocks even what could not block on its own.
  return { contentPolicy: { filters: [{ type: 'MISCONDUCT' }] } }
}
