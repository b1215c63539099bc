import { clock } from '../format.ts'
import type { RecentStep } from '../../journal/recent.ts'

interface Line {
  name: string
  value(step: RecentStep): number | undefined
  /** A custom property of the style sheet: `--ok`. */
  colour: string
}

interface ChartProps {
  title: string
  steps: readonly RecentStep[]
  /** Bars are stacked; marks each have their own position. */
  kind: 'bars' | 'marks'
  lines: readonly Line[]
  format(value: number): string
}

const HEIGHT = 60

/** A small chart of fifteen minutes, with the same figures as a table. */
export function Chart({ title, steps, kind, lines, format }: ChartProps) {
  const heights = steps.map((step) => {
    const values = lines.map(({ value }) => value(step) ?? 0)
    return kind === 'bars' ? values.reduce((sum, one) => sum + one, 0) : Math.max(0, ...values)
  })
  const top = Math.max(0, ...heights)
  const scale = top === 0 ? 0 : HEIGHT / top
  return (
    <figure class="chart">
      <figcaption>
        {title} <span class="dim">{top === 0 ? 'No data yet' : `Up to ${format(top)}`}</span>
        <span class="legend">
          {lines.map(({ name, colour }) => (
            <span key={name} style={{ color: `var(${colour})` }}>
              <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
                <rect width="8" height="8" style={{ fill: `var(${colour})` }} />
              </svg>{' '}
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${steps.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {steps.map((step, x) => {
          let below = 0
          return lines.map(({ name, value, colour }) => {
            const height = (value(step) ?? 0) * scale
            if (height === 0) return null
            const fill = { fill: `var(${colour})` }
            if (kind === 'marks')
              return (
                <rect key={name} x={x} y={HEIGHT - height - 1} width={1} height={2} style={fill} />
              )
            below += height
            return (
              <rect
                key={name}
                x={x + 0.1}
                y={HEIGHT - below}
                width={0.8}
                height={height}
                style={fill}
              />
            )
          })
        })}
      </svg>
      <Table
        steps={steps.filter((_, at) => (heights[at] ?? 0) > 0)}
        title={title}
        lines={lines}
        format={format}
      />
    </figure>
  )
}

function Table({ title, steps, lines, format }: Omit<ChartProps, 'kind'>) {
  return (
    <details>
      <summary>
        Show as table<span class="hidden">: {title}</span>
      </summary>
      <div class="scrolling" tabIndex={0} role="region" aria-label={`${title} as a table`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {lines.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
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
  )
}
