import { dollars, duration, tokens } from '../format.ts'
import { served } from './chat.ts'
import type { Column, Turn } from './chat.ts'

/** Tokens per second, from the first token to the end. */
function speedOf({ answer, firstMs, totalMs, atMs }: Turn): number | undefined {
  const count = answer.usage?.outputTokens
  const end = totalMs ?? atMs?.at(-1)
  if (count === undefined || firstMs === undefined || end === undefined || end - firstMs < 1)
    return undefined
  return (1_000 * count) / (end - firstMs)
}

interface Best {
  first?: number | undefined
  total?: number | undefined
  cost?: number | undefined
}

/** The columns whose last answer was the first, the fastest and the cheapest. */
export function best(columns: readonly Column[]): Best {
  const last = columns.flatMap(({ id, turns }) => {
    const turn = turns.at(-1)
    return turn?.state === 'done' ? [{ id, turn }] : []
  })
  if (columns.length < 2 || last.length < columns.length) return {}
  const least = (value: (turn: Turn) => number | undefined) => {
    const sorted = last
      .map(({ id, turn }) => ({ id, value: value(turn) ?? Infinity }))
      .toSorted((a, b) => a.value - b.value)
    return sorted[0]?.value === Infinity || sorted[0]?.value === sorted[1]?.value
      ? undefined
      : sorted[0]?.id
  }
  return {
    first: least(({ firstMs }) => firstMs),
    total: least(({ totalMs }) => totalMs),
    cost: least(({ requestId = '' }) => served.value.get(requestId)?.cost),
  }
}

interface TotalsProps {
  turn: Turn
  best: Best
  columnId: number
}

/** The figures of the last answer, measured in this browser and by the server. */
export function Totals({ turn, best: winners, columnId }: TotalsProps) {
  const row = turn.requestId === undefined ? undefined : served.value.get(turn.requestId)
  const speed = speedOf(turn)
  const figures: {
    name: string
    here: string
    server?: string | undefined
    word?: string | false
  }[] = [
    {
      name: 'First token',
      here: duration(turn.firstMs),
      server: row && duration(row.firstByteMs),
      word: winners.first === columnId && 'first',
    },
    {
      name: 'Total',
      here: duration(turn.totalMs),
      server: row && duration(row.totalMs),
      word: winners.total === columnId && 'fastest',
    },
    { name: 'Tokens', here: tokens(turn.answer.usage ?? row?.usage) },
    { name: 'Tokens/s', here: speed === undefined ? '–' : String(Math.round(speed)) },
    {
      name: 'Cost (est.)',
      here: row === undefined ? '–' : dollars(row.cost),
      word: winners.cost === columnId && 'cheapest',
    },
    {
      name: 'Stop reason',
      here: turn.answer.stopReason ?? (turn.state === 'stopped' ? 'stopped' : '–'),
    },
  ]
  return (
    <dl class="metrics">
      {figures.map(({ name, here, server, word }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {here}
            {server !== undefined && <span class="dim"> · server: {server}</span>}
            {word !== undefined && word !== false && <span class="best"> {word}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The totals of a conversation with several answers. */
export function ConversationTotals({ turns }: { turns: readonly Turn[] }) {
  const done = turns.filter(({ state }) => state === 'done')
  if (done.length < 2) return null
  const rows = done.map(({ requestId = '' }) => served.value.get(requestId))
  const sum = (of: 'inputTokens' | 'outputTokens') =>
    done.reduce((all, { answer }) => all + (answer.usage?.[of] ?? 0), 0)
  const cost = rows.reduce((all, row) => all + (row?.cost ?? 0), 0)
  return (
    <p class="dim conversation-totals">
      All {done.length} answers:{' '}
      {tokens({ inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') })} tokens,{' '}
      {dollars(cost)} est.
    </p>
  )
}
