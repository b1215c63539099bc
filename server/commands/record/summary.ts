import type { Outcome } from './send.ts'
import { gistOf } from './gist.ts'
import type { Gist } from './gist.ts'

/** Lists the recordings whose answers changed, then totals. */
export function summary(outcomes: readonly Outcome[]): string[] {
  const lines: string[] = []
  let same = 0
  let failed = 0
  for (const outcome of outcomes) {
    if (outcome.failed !== undefined) {
      failed += 1
      lines.push(outcome.name, `  failed, recording unchanged: ${outcome.failed}`)
      continue
    }
    const changes = changesOf(outcome)
    if (changes.some((change) => !change.startsWith('latency')))
      lines.push(outcome.name, ...changes.map((change) => `  ${change}`))
    else same += 1
  }
  const changed = outcomes.length - same - failed
  lines.push(
    ...outcomes.flatMap(({ name, lost }) =>
      lost === undefined ? [] : `${name}: not recorded: ${lost}`,
    ),
    `${outcomes.length} calls: ${same} unchanged, ${changed} changed, ${failed} failed.`,
  )
  lines.push(latencies(outcomes))
  return lines
}

function changesOf({ before, after, call }: Outcome): string[] {
  const changes: string[] = []
  for (const [nth, response] of after.entries()) {
    const old = before[nth]
    if (old === undefined) continue
    const [was, is] = [gistOf(old, call), gistOf(response, call)]
    if (was.text !== is.text) changes.push(`text         ${clip(was.text)} -> ${clip(is.text)}`)
    if (was.stopReason !== is.stopReason)
      changes.push(`stop reason  ${was.stopReason} -> ${is.stopReason}`)
    if (tokens(was) !== tokens(is)) changes.push(`tokens       ${tokens(was)} -> ${tokens(is)}`)
    if (changes.length > 0) changes.push(`latency      ${was.latencyMs} -> ${is.latencyMs} ms`)
  }
  return changes
}

function tokens({ usage }: Gist): string {
  if (usage === undefined) return 'unknown'
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage
  const cached = cacheReadInputTokens + cacheWriteInputTokens
  return `${inputTokens} in, ${outputTokens} out${cached > 0 ? `, ${cached} cached` : ''}`
}

function latencies(outcomes: readonly Outcome[]): string {
  const pairs = outcomes.flatMap(({ before, after }) =>
    after.map(({ latencyMs }, nth) => [before[nth]?.latencyMs ?? latencyMs, latencyMs] as const),
  )
  const median = (at: 0 | 1) =>
    pairs.map((pair) => pair[at]).toSorted((a, b) => a - b)[pairs.length >> 1] ?? 0
  return `Median latency ${median(0)} -> ${median(1)} ms.`
}

const MAX = 50

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return JSON.stringify(line.length > MAX ? `${line.slice(0, MAX - 3)}...` : line)
}
