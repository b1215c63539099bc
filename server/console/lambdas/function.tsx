import { useEffect, useState } from 'preact/hooks'
import { Tabs } from '../parts/tabs.tsx'
import { href, route, setQuery } from '../route.ts'
import { followCalls, sampleEvents } from './api.ts'
import type { LambdaFunction, Sample } from './api.ts'
import { withEvent } from './calls.ts'
import type { LiveCall } from './calls.ts'
import { FunctionUrl } from './function-url.tsx'
import { Invoke } from './invoke.tsx'

const TABS = [
  { name: 'invoke', label: 'Invoke' },
  { name: 'url', label: 'Function URL' },
] as const

type Tab = (typeof TABS)[number]['name']

export function FunctionView({ fn }: { fn: LambdaFunction }) {
  const calls = useCalls(fn.name)
  const [samples, setSamples] = useState<readonly Sample[] | undefined>(undefined)
  useEffect(() => {
    sampleEvents(fn.name).then(setSamples, () => setSamples([]))
  }, [])
  const tab: Tab = route.value.query.get('tab') === 'url' ? 'url' : 'invoke'
  return (
    <section class="lambda" aria-label={fn.name}>
      <p class="lambda-back">
        <a href={href(['lambdas'])}>All functions</a>
      </p>
      <h2>{fn.name}</h2>
      <p class="dim">
        {fn.description} {fn.runtime}, {fn.timeoutSec} s timeout, {fn.memoryMb} MB,{' '}
        {fn.streams ? 'response streaming' : 'no response streaming'}
      </p>
      <Tabs
        label="Function"
        tabs={TABS}
        selected={tab}
        onSelect={(next: Tab) => setQuery({ tab: next === 'invoke' ? undefined : next })}
      >
        {samples === undefined ? null : tab === 'url' ? (
          <FunctionUrl fn={fn} samples={samples} />
        ) : (
          <Invoke fn={fn} samples={samples} calls={calls} />
        )}
      </Tabs>
    </section>
  )
}

const RETRY_MS = 1_000

/** The calls of a function since it was opened here, followed through breaks. */
function useCalls(name: string): readonly LiveCall[] {
  const [calls, setCalls] = useState<readonly LiveCall[]>([])
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const follow = () => {
      followCalls(name, (event) => setCalls((before) => withEvent(before, event)), stop.signal)
        .catch(() => {
          // The frame shows that the server is gone.
        })
        .finally(() => {
          if (!stop.signal.aborted) timer = setTimeout(follow, RETRY_MS)
        })
    }
    follow()
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [])
  return calls
}
