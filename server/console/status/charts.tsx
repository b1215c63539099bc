import { dollars, duration } from '../format.ts'
import { Chart } from './chart.tsx'
import { sourcesIn } from './series.ts'
import type { RecentStep } from '../../journal/recent.ts'

const whole = (value: number) => value.toLocaleString('en-GB')

/** The last fifteen minutes, as the server counted them. */
export function Charts({ steps }: { steps: readonly RecentStep[] }) {
  return (
    <div class="charts">
      <Chart
        title="Calls by source"
        kind="bars"
        steps={steps}
        lines={sourcesIn(steps).map(({ name, colour }) => ({
          name,
          colour,
          value: ({ sources }: RecentStep) => sources[name],
        }))}
        format={whole}
      />
      <Chart
        title="Call duration"
        kind="marks"
        steps={steps}
        lines={[
          { name: 'p50', colour: '--accent', value: ({ p50Ms }) => p50Ms },
          { name: 'p95', colour: '--bad', value: ({ p95Ms }) => p95Ms },
        ]}
        format={duration}
      />
      <Chart
        title="Time to first byte of streams"
        kind="marks"
        steps={steps}
        lines={[
          { name: 'p50', colour: '--accent', value: ({ firstByteP50Ms }) => firstByteP50Ms },
          { name: 'p95', colour: '--bad', value: ({ firstByteP95Ms }) => firstByteP95Ms },
        ]}
        format={duration}
      />
      <Chart
        title="Tokens"
        kind="bars"
        steps={steps}
        lines={[
          { name: 'Input', colour: '--accent', value: ({ inputTokens }) => inputTokens },
          { name: 'Output', colour: '--ok', value: ({ outputTokens }) => outputTokens },
        ]}
        format={whole}
      />
      <Chart
        title="Estimated cost"
        kind="bars"
        steps={steps}
        lines={[{ name: 'US dollars', colour: '--money', value: ({ cost }) => cost }]}
        format={dollars}
      />
      <Chart
        title="Open streams"
        kind="bars"
        steps={steps}
        lines={[{ name: 'Peak', colour: '--accent', value: ({ streamsOpen }) => streamsOpen }]}
        format={whole}
      />
    </div>
  )
}
