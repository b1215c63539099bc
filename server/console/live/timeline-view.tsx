import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { bytes, duration, plural } from '../format.ts'
import { Tree } from '../parts/tree.tsx'
import { List } from '../parts/list.tsx'
import { parse } from './exchange.ts'
import type { Streamed } from './exchange.ts'
import { isDelta, linesOf, textUntil } from './timeline.ts'
import type { Line } from './timeline.ts'

const ROW_HEIGHT = 24

/** A stream over time: one line per event, deltas folded; the text grows with the position. */
export function Timeline({ stream: { events, totalMs, clipped } }: { stream: Streamed }) {
  const [fold, setFold] = useState(true)
  const [at, setAt] = useState(events.length - 1)
  const { playing, play } = usePlayer(
    events.map(({ atMs }) => atMs),
    setAt,
  )
  const lines = useMemo(() => linesOf(events, fold), [events, fold])
  const total = Math.max(1, totalMs, events.at(-1)?.atMs ?? 0)
  const event = events[at]
  const firstToken = events.find(({ type }) => isDelta(type))
  const stalls = lines.filter(({ stalled }) => stalled).length
  return (
    <div class="timeline">
      <p class="timeline-head">
        <span>{plural(events.length, 'event')}</span>
        {firstToken !== undefined && <span>first token after {duration(firstToken.atMs)}</span>}
        {stalls > 0 && <span class="warning">{plural(stalls, 'stall')} of a second or more</span>}
        {clipped && <span class="warning">Clipped. Raise --journal-clip to keep more.</span>}
        <span class="grow" />
        <label class="check">
          <input type="checkbox" checked={fold} onChange={() => setFold(!fold)} /> Fold deltas
        </label>
        <button type="button" onClick={play}>
          {playing ? 'Stop' : 'Play'}
        </button>
      </p>
      <div
        class="timeline-list"
        style={{ height: `${Math.min(12, lines.length) * ROW_HEIGHT + 2}px` }}
      >
        <List
          label="Events"
          rows={lines}
          idOf={({ first }) => String(first)}
          rowHeight={ROW_HEIGHT}
          columns={5}
          selected={String(lines.findLast(({ first }) => first <= at)?.first ?? 0)}
          onOpen={({ first, count }) => setAt(first + count - 1)}
          rowClass={({ stalled }) => (stalled ? 'stalled' : '')}
          cells={(line) => <LineCells line={line} total={total} />}
        />
      </div>
      <label class="scrub">
        <span class="hidden">Event</span>
        <input
          type="range"
          min={0}
          max={Math.max(0, events.length - 1)}
          value={at}
          onInput={(input) => setAt(Number(input.currentTarget.value))}
        />
        <span class="dim">
          {at + 1} of {events.length} · {duration(event?.atMs)}
        </span>
      </label>
      <p class="pre timeline-text">{textUntil(events, at)}</p>
      {event !== undefined && (
        <>
          <h3>{event.type}</h3>
          <Tree value={parse(event.payload) ?? event.payload} label={`Event ${at + 1}`} />
        </>
      )}
    </div>
  )
}

function LineCells({ line, total }: { line: Line; total: number }) {
  const { type, fromMs, toMs, gapMs, bytes: size, count } = line
  const left = (100 * fromMs) / total
  const width = (100 * (toMs - fromMs)) / total
  const rate =
    count > 1 && toMs > fromMs ? ` · ${Math.round((1_000 * (count - 1)) / (toMs - fromMs))}/s` : ''
  return (
    <>
      <span role="gridcell" class="t-at">
        {duration(fromMs)}
      </span>
      <span role="gridcell" class="t-type">
        {type}
        {count > 1 && (
          <span class="dim">
            {' '}
            × {count}
            {rate}
          </span>
        )}
      </span>
      <span role="gridcell" class="t-gap" title="Time since the previous event">
        +{duration(gapMs)}
      </span>
      <span role="gridcell" class="t-size">
        {bytes(size)}
      </span>
      <span role="gridcell" class="t-bar">
        <span
          class="bar"
          style={{ left: `${Math.min(99, left)}%`, width: `max(6px, ${width}%)` }}
        />
      </span>
    </>
  )
}

/** Replays the stream at its original speed. */
function usePlayer(times: readonly number[], to: (at: number) => void) {
  const [playing, setPlaying] = useState(false)
  const frame = useRef(0)
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  const play = () => {
    cancelAnimationFrame(frame.current)
    if (playing) {
      setPlaying(false)
      return
    }
    const startedAt = performance.now()
    setPlaying(true)
    const step = () => {
      const now = performance.now() - startedAt
      const at = times.findLastIndex((time) => time <= now)
      to(Math.max(0, at))
      if (at < times.length - 1) frame.current = requestAnimationFrame(step)
      else setPlaying(false)
    }
    step()
  }
  return { playing, play }
}
