import { isBilled } from './read-use.ts'
import type { Total } from './use.ts'

const SAMPLE = /^bedrock_local_(calls|tokens)_total\{(.*)\} (\d+)$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g

const MEMBERS = {
  input: 'inputTokens',
  output: 'outputTokens',
  cache_read: 'cacheReadInputTokens',
  cache_write: 'cacheWriteInputTokens',
} as const

/** The totals by model in a snapshot of `/_admin/metrics`. */
export function readMetrics(text: string): Total[] {
  const totals = new Map<string, Total>()
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = SAMPLE.exec(line.trimEnd()) ?? []
    if (name === undefined) continue
    const { operation = '', model = '', status, kind = '' } = labelsIn(labels)
    if (model === '' || !isBilled(operation)) continue
    const total = totals.get(model) ?? { model, calls: 0, refused: 0, usage: { ...NOTHING } }
    totals.set(model, total)
    if (name === 'calls') total[Number(status) < 400 ? 'calls' : 'refused'] += Number(value)
    else if (kind in MEMBERS) total.usage[MEMBERS[kind as keyof typeof MEMBERS]] += Number(value)
  }
  return [...totals.values()]
}

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
}

const labelsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
    ]),
  )
