import { useEffect, useState } from 'preact/hooks'
import { dollars, duration, tokens } from '../format.ts'
import { Badge } from '../parts/badge.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { href, route } from '../route.ts'
import { lineDiff } from './line-diff.ts'
import { parse, streamedText } from './exchange.ts'
import type { Detailed } from './exchange.ts'
import type { Exchange } from '../../journal/types.ts'
import { exchangeOf } from './state.ts'

/** Two calls side by side. */
export function Compare() {
  const a = route.value.query.get('a') ?? ''
  const b = route.value.query.get('b') ?? ''
  const [both, setBoth] = useState<readonly [Detailed, Detailed] | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    Promise.all([exchangeOf(a), exchangeOf(b)]).then(setBoth, setError)
  }
  useEffect(load, [a, b])
  return (
    <div class="screen compare">
      <h1>Compare two calls</h1>
      <p>
        <a href={href(['live'])}>Back to all calls</a>
      </p>
      {error !== undefined && <Failed error={error} retry={load} />}
      {both === undefined && error === undefined && <Loading what="both calls" />}
      {both !== undefined && <Both a={both[0]} b={both[1]} />}
    </div>
  )
}

function Both({ a, b }: { a: Detailed; b: Detailed }) {
  const rows: Figure[] = [
    ['Operation', ({ operation }) => operation],
    ['Model', ({ model }) => model?.sent ?? '–'],
    ['Status', ({ status, error }) => `${status} ${error?.name ?? ''}`.trim()],
    [
      'First byte',
      ({ firstByteMs }) => duration(firstByteMs),
      changeOf(a.firstByteMs, b.firstByteMs, duration),
    ],
    ['Total', ({ totalMs }) => duration(totalMs), changeOf(a.totalMs, b.totalMs, duration)],
    ['Tokens', ({ usage }) => tokens(usage), a.usage && b.usage && tokenChange(a.usage, b.usage)],
    ['Estimated cost', ({ cost }) => dollars(cost), changeOf(a.cost, b.cost, dollars)],
  ]
  return (
    <>
      <div class="scrolling">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">Metric</span>
              </th>
              {[a, b].map((exchange, at) => (
                <th scope="col" key={at}>
                  <a href={href(['live'], { id: exchange.id })}>
                    {at === 0 ? 'First call' : 'Second call'}
                  </a>{' '}
                  <Badge of={exchange} />
                </th>
              ))}
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, read, change]) => (
              <tr key={name} class={read(a) === read(b) ? undefined : 'different'}>
                <th scope="row">{name}</th>
                <td>{read(a)}</td>
                <td>{read(b)}</td>
                <td>{change}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Lanes both={[a, b]} />
      <h2>Requests</h2>
      <Difference a={pretty(a.request.text)} b={pretty(b.request.text)} label="Requests" />
      <h2>Answers</h2>
      <Difference a={answerOf(a)} b={answerOf(b)} label="Answers" />
    </>
  )
}

type Usage = NonNullable<Exchange['usage']>

/** A name, how to read the value, and the difference of the second call. */
type Figure = [name: string, read: (exchange: Detailed) => string, change?: string | undefined]

function changeOf(
  a: number | undefined,
  b: number | undefined,
  words: (amount: number) => string,
): string | undefined {
  if (a === undefined || b === undefined) return undefined
  return a === b ? '0' : `${b > a ? '+' : '−'}${words(Math.abs(b - a))}`
}

const tokenChange = (a: Usage, b: Usage) =>
  (['inputTokens', 'outputTokens'] as const)
    .map((name) => changeOf(a[name], b[name], String))
    .join(' → ')

/** Both on one axis: the time to the first byte, then the frames. */
function Lanes({ both }: { both: readonly [Detailed, Detailed] }) {
  const longest = Math.max(1, ...both.map(({ totalMs }) => totalMs))
  const words = both
    .map(
      ({ firstByteMs, totalMs }) =>
        `first byte ${duration(firstByteMs)}, total ${duration(totalMs)}`,
    )
    .join('; ')
  return (
    <div class="lanes" role="img" aria-label={`Timings: ${words}`}>
      {both.map(({ firstByteMs = 0, totalMs }, at) => (
        <div class="lane" key={at}>
          <span class="lane-wait" style={{ width: `${(100 * firstByteMs) / longest}%` }} />
          <span
            class="lane-sent"
            style={{ width: `${(100 * (totalMs - firstByteMs)) / longest}%` }}
          />
        </div>
      ))}
    </div>
  )
}

const SIGNS = { both: '  ', added: '+ ', removed: '− ', omitted: '⋯ ' } as const

function Difference({ a, b, label }: { a: string; b: string; label: string }) {
  if (a === b) return <p class="dim">No differences.</p>
  return (
    <pre class="difference" tabIndex={0} role="group" aria-label={label}>
      {lineDiff(a, b).map(({ kind, text }, at) => (
        <div key={at} class={`line-${kind}`}>
          {SIGNS[kind]}
          {text}
        </div>
      ))}
    </pre>
  )
}

function pretty(text: string): string {
  const value = parse(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}

function answerOf(exchange: Detailed): string {
  const { reply, response } = exchange
  if (reply?.kind === 'message') {
    const texts = reply.content.map(({ text, ...rest }) => text ?? JSON.stringify(rest, null, 2))
    return texts.join('\n')
  }
  const text = streamedText(exchange)
  return text === '' ? pretty(response.text) : text
}
