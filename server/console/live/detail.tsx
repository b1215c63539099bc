import { useEffect, useMemo, useState } from 'preact/hooks'
import { bytes, clock, dollars, duration, tokens } from '../format.ts'
import { bind } from '../keys.ts'
import { Badge } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { Copy } from '../parts/copy.tsx'
import { Samples } from '../parts/samples.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { go, href, route, setQuery } from '../route.ts'
import { AnswerDialog } from './answer-dialog.tsx'
import { Body, Rendered } from './body.tsx'
import { codeCallOf, streamOf } from './exchange.ts'
import type { Detailed } from './exchange.ts'
import { Guardrail } from './guardrail.tsx'
import { Neutral } from './neutral.tsx'
import { save, SavedFiles } from './save.tsx'
import {
  canReplay,
  compare,
  exchangeOf,
  isTwoWay,
  marked,
  open,
  replay,
  toggleMark,
  wasNotRead,
} from './state.ts'
import { Timeline } from './timeline-view.tsx'
import { Why } from './why.tsx'

type TabName = 'why' | 'request' | 'answer' | 'timeline' | 'neutral' | 'code'

/** One call in full. */
export function Detail({ id }: { id: string }) {
  const [exchange, setExchange] = useState<Detailed | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    exchangeOf(id).then(setExchange, setError)
  }
  useEffect(load, [id])
  return (
    <section class="detail" aria-label="Call">
      {error !== undefined ? (
        <Failed error={error} retry={load} />
      ) : exchange === undefined ? (
        <Loading what="the call" />
      ) : (
        <Whole exchange={exchange} />
      )}
      <SavedFiles />
    </section>
  )
}

function tabsOf(exchange: Detailed): { name: TabName; label: string }[] {
  const { misses = [], asked, prompt, reply } = exchange
  const why = misses.length > 0 ? `Why (${misses.length})` : 'Why'
  const all: { name: TabName; label: string; there: boolean }[] = [
    {
      name: 'why',
      label: why,
      there: [asked, exchange.error, exchange.fixture].some((one) => one !== undefined),
    },
    { name: 'request', label: 'Request', there: true },
    { name: 'answer', label: 'Answer', there: true },
    { name: 'timeline', label: 'Timeline', there: exchange.events !== undefined },
    {
      name: 'neutral',
      label: 'Converse format',
      there: prompt !== undefined || reply !== undefined,
    },
    { name: 'code', label: 'Code', there: codeCallOf(exchange, '') !== undefined },
  ]
  return all.filter(({ there }) => there).map(({ name, label }) => ({ name, label }))
}

/** Why comes first if something went wrong, or a fixture nearly matched. */
function firstTab(exchange: Detailed): TabName {
  const { status, misses, fault } = exchange
  if (status >= 400 || fault !== undefined || misses !== undefined) return 'why'
  return exchange.events === undefined ? 'answer' : 'timeline'
}

const answer = (): void => setQuery({ do: 'answer' })
const select = (name: TabName): void => setQuery({ tab: name })

function Whole({ exchange }: { exchange: Detailed }) {
  const tabs = tabsOf(exchange)
  const wanted = route.value.query.get('tab') ?? firstTab(exchange)
  const selected = tabs.find(({ name }) => name === wanted)?.name ?? tabs[0]?.name ?? 'request'
  const answering = route.value.query.get('do') === 'answer'
  const move = (by: number) => {
    const at = tabs.findIndex(({ name }) => name === selected)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    if (next !== undefined) select(next.name)
  }
  const mark = () => toggleMark(exchange.id)
  const toPlayground = () => go(href(['playground'], { from: exchange.id }))
  useEffect(
    () =>
      bind([
        { key: ']', description: 'Next tab', run: () => move(1) },
        { key: '[', description: 'Previous tab', run: () => move(-1) },
        { key: 'a', description: 'Answer calls like this', run: answer },
        { key: 'r', description: 'Replay the call', run: () => void replay(exchange) },
        { key: 'p', description: 'Open the call in the playground', run: toPlayground },
        { key: 'x', description: 'Mark the call to save or compare several', run: mark },
      ]),
    [exchange.id, selected],
  )
  const from = route.value.query.get('from') ?? undefined
  return (
    <>
      <Head exchange={exchange} />
      <div class="actions">
        {!isTwoWay(exchange.operation) && (
          <button
            type="button"
            class={exchange.error?.name === 'FixtureNotFoundException' ? 'primary' : undefined}
            onClick={answer}
          >
            Answer calls like this
          </button>
        )}
        {exchange.reply !== undefined && (
          <button type="button" onClick={() => save([exchange.id])}>
            Save as fixture
          </button>
        )}
        {!isTwoWay(exchange.operation) && (
          <button
            type="button"
            disabled={!canReplay(exchange)}
            onClick={() => void replay(exchange)}
          >
            Replay
          </button>
        )}
        {exchange.asked !== undefined && (
          <button type="button" onClick={toPlayground}>
            Open in playground
          </button>
        )}
        {from !== undefined && (
          <button type="button" onClick={() => compare(from, exchange.id)}>
            Compare with the original call
          </button>
        )}
        <button
          type="button"
          aria-pressed={marked.value.has(exchange.id)}
          title="Mark calls to save or compare them together (x)"
          onClick={mark}
        >
          Mark
        </button>
      </div>
      <Tabs label="Call details" tabs={tabs} selected={selected} onSelect={select}>
        <Part name={selected} exchange={exchange} />
      </Tabs>
      {answering && (
        <AnswerDialog exchange={exchange} onClose={() => setQuery({ do: undefined })} />
      )}
    </>
  )
}

function Head({ exchange }: { exchange: Detailed }) {
  const { operation, model, status, error, id, firstByteMs, totalMs, usage, cost, http, session } =
    exchange
  const figures: [string, string][] = [
    ['First byte', duration(firstByteMs)],
    ['Total', duration(totalMs)],
    ['Tokens', tokens(usage)],
    ['Cost (est.)', dollars(cost)],
    ['Client', client(http.userAgent, http.version)],
  ]
  return (
    <header class="call-head">
      <h2>
        {operation} <span class="call-model">{model?.sent}</span>
        {' · '}
        <span class={status >= 400 ? 'bad' : undefined}>
          {status === 0 ? 'No response' : status} {error?.name}
        </span>
      </h2>
      <p class="dim call-line">
        <Badge of={exchange} link />
        {exchange.fixture !== undefined && <span>{exchange.fixture}</span>}
        {exchange.fault !== undefined && <span>Fault: {exchange.fault}</span>}
        {exchange.ended !== 'complete' && <span class="bad">{exchange.ended}</span>}
        <span title={new Date(exchange.at).toISOString()}>{clock(exchange.at)}</span>
        <span>Session: {session}</span>
        <span>{bytes(exchange.response.bytes)}</span>
        <Copy text={id} what="request ID">
          {id.slice(0, 8)}…
        </Copy>
        <Copy text={() => location.href} what="link" named />
        <button type="button" class="quiet" onClick={() => open(undefined)}>
          Close
        </button>
      </p>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      {exchange.warnings?.map((warning) => (
        <p class="warning" key={warning}>
          {warning}
        </p>
      ))}
    </header>
  )
}

/** `boto3 1.42, HTTP/1.1`, from the user agent. */
function client(userAgent: string, version: string): string {
  const [, name, number] =
    /(Boto3|aws-sdk-js|aws-cli|aws-sdk-\w+|curl|Mozilla)\/(\d+(?:\.\d+)?)/i.exec(userAgent) ??
    // Others name themselves first: OpenAI/Python 2.1.0, python-httpx/0.28.
    /^([\w-]+(?:\/[A-Za-z]\w*)?)(?:[/ ](\d+(?:\.\d+)?))?/.exec(userAgent) ??
    []
  const known = name === 'Mozilla' ? 'browser' : name?.toLowerCase()
  return `${[known ?? 'unknown', known !== 'browser' && number].filter(Boolean).join(' ')}, HTTP/${version}`
}

function Part({ name, exchange }: { name: TabName; exchange: Detailed }) {
  switch (name) {
    case 'why':
      return (
        <>
          <Guardrail exchange={exchange} />
          <Why exchange={exchange} />
        </>
      )
    case 'request':
      return (
        <>
          <p class="mono">
            {exchange.http.method} {exchange.http.url}
          </p>
          <dl class="request-headers" aria-label="Headers">
            {Object.entries(exchange.http.headers ?? {}).map(([header, value]) => (
              <div key={header}>
                <dt>{header}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          {wasNotRead(exchange) ? (
            <p class="dim">The body was not read, because nothing could answer the call.</p>
          ) : (
            <Body clip={exchange.request} label="Request" />
          )}
        </>
      )
    case 'answer':
      return (
        <>
          <Rendered exchange={exchange} />
          <Body clip={exchange.response} label="Answer as sent" />
        </>
      )
    case 'timeline':
      return <StreamTimeline exchange={exchange} />
    case 'neutral':
      return <Neutral exchange={exchange} />
    case 'code':
      return <CallCode exchange={exchange} />
  }
}

function StreamTimeline({ exchange }: { exchange: Detailed }) {
  const stream = useMemo(() => streamOf(exchange), [exchange])
  return stream === undefined ? null : <Timeline stream={stream} />
}

function CallCode({ exchange }: { exchange: Detailed }) {
  const call = codeCallOf(exchange, location.origin)
  if (call === undefined) return <Code text={exchange.request.text} label="Request" />
  return <Samples call={call} />
}
