import { clock } from '../format.ts'
import type { Step } from './series.ts'
import { STEPS } from './series.ts'

interface Line {
  name: string
  value(step: Step): number | undefined
  kind: 'bars' | 'line'
}

interface ChartProps {
  title: string
  steps: readonly Step[]
  lines: readonly Line[]
  format(value: number): string
}

const HEIGHT = 60

/** A small chart of fifteen minutes, with the same figures as a table. */
export function Chart({ title, steps, lines, format }: ChartProps) {
  const most = Math.max(1, ...steps.flatMap((step) => lines.map(({ value }) => value(step) ?? 0)))
  const y = (value: number) => HEIGHT - (HEIGHT * value) / most
  const busy = steps.filter((step) => lines.some(({ value }) => (value(step) ?? 0) > 0))
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="dim">up to {format(most)}</span>
        {lines.length > 1 && (
          <span class="legend">
            {lines.map(({ name }, at) => (
              <span key={name} class={`legend-${at}`}>
                {name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${STEPS} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {lines.map(({ name, value, kind }, at) =>
          kind === 'bars'
            ? steps.map((step, x) => {
                const height = HEIGHT - y(value(step) ?? 0)
                return height === 0 ? null : (
                  <rect
                    key={`${name}${step.at}`}
                    class={`fill-${at}`}
                    x={x + 0.1}
                    y={HEIGHT - height}
                    width={0.8}
                    height={height}
                  />
                )
              })
            : steps.map((step, x) => {
                const height = value(step)
                return height === undefined ? null : (
                  <rect
                    key={`${name}${step.at}`}
                    class={`fill-${at}`}
                    x={x}
                    y={y(height) - 1}
                    width={1}
                    height={2}
                  />
                )
              }),
        )}
      </svg>
      <details>
        <summary>As a table</summary>
        <div class="scrolling">
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                {lines.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {busy.map((step) => (
                <tr key={step.at}>
                  <th scope="row">{clock(step.at)}</th>
                  {lines.map(({ name, value }) => (
                    <td key={name}>{format(value(step) ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
