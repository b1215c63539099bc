import type { Call, Miss } from '../bedrock/types.ts'
import { clip } from './text.ts'

const MOST_REASONS = 6
const LONGEST_REASON = 300

/** What a call that no fixture answers is told: the closest fixture, and each difference. */
export function missMessage(call: Call, misses: readonly Miss[]): string {
  const asked = `No fixture matches ${call.operation.name}${modelOf(call)}.`
  const [closest, ...others] = misses
  if (closest === undefined) {
    return `${asked} There are no fixtures: add one, write one into the fixtures folder, or record one with --mode record.`
  }
  const shown = closest.reasons
    .slice(0, MOST_REASONS)
    .map((reason) => `- ${clip(reason, LONGEST_REASON)}`)
  const more = closest.reasons.length - shown.length
  if (more > 0) shown.push(`- and ${more} more ${more === 1 ? 'difference' : 'differences'}`)
  const next = others.map(({ fixture }) => `"${fixture}"`).join(', ')
  return [
    `${asked} The closest is "${closest.fixture}":`,
    ...shown,
    ...(next === '' ? [] : [`Further away: ${clip(next, LONGEST_REASON)}`]),
  ].join('\n')
}

function modelOf(call: Call): string {
  const { modelId } = call.input
  return typeof modelId === 'string' ? ` to ${clip(modelId, 120)}` : ''
}
