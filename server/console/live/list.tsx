import { computed } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { List } from '../parts/list.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { session } from '../server-state.ts'
import { begun, catchUp, failure, isBegun, loaded, rows } from './calls.ts'
import type { Call } from './calls.ts'
import { Cells, rowClass } from './row.tsx'

const ROW_HEIGHT = 27
const NARROW_ROW_HEIGHT = 59

/** Newest first, those that have not ended on top. */
const shown = computed<readonly Call[]>(() => {
  const wanted = session.value
  const all: Call[] = [...rows.value, ...begun.value]
  return all.filter((call) => wanted === undefined || call.session === wanted).toReversed()
})

export function Calls() {
  const now = useNow(begun.value.length > 0)
  const narrow = useNarrow()
  if (failure.value !== undefined)
    return <Failed error={failure.value} retry={() => void catchUp().catch(() => {})} />
  if (!loaded.value) return <Loading what="the calls" />
  return (
    <List
      label="Calls"
      rows={shown.value}
      idOf={({ id }) => id}
      rowHeight={narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT}
      columns={8}
      cells={(call) => <Cells call={call} now={isBegun(call) ? now : 0} />}
      rowClass={rowClass}
      selected={undefined}
      onOpen={() => {}}
    />
  )
}

/** The time, again and again, while something is running. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [running])
  return now
}

const NARROW = '(max-width: 719px)'

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(matchMedia(NARROW).matches)
  useEffect(() => {
    const query = matchMedia(NARROW)
    const listen = () => setNarrow(query.matches)
    query.addEventListener('change', listen)
    return () => query.removeEventListener('change', listen)
  }, [])
  return narrow
}
