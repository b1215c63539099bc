import { duration } from '../format.ts'

interface LaneProps {
  firstMs: number | undefined
  totalMs: number | undefined
  /** When each piece arrived. */
  atMs: readonly number[]
  /** The duration of the full width, so that several lanes share one axis. */
  longest: number
}

/** The timing of an answer: the wait, and a mark for each piece. */
export function Lane({ firstMs = 0, totalMs, atMs, longest }: LaneProps) {
  const whole = Math.max(1, longest)
  const end = totalMs ?? atMs.at(-1) ?? 0
  const x = (ms: number) => (100 * ms) / whole
  return (
    <svg
      class="lane-chart"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={`First byte after ${duration(firstMs)}, complete after ${duration(totalMs)}`}
    >
      <rect class="lane-wait-part" x="0" y="3" width={x(firstMs)} height="2" />
      <rect
        class="lane-sent-part"
        x={x(firstMs)}
        y="2"
        width={Math.max(0.5, x(end - firstMs))}
        height="4"
      />
      {atMs.length < 300 &&
        atMs.map((ms, at) => (
          <rect key={at} class="lane-event" x={x(ms)} y="0" width="0.4" height="8" />
        ))}
    </svg>
  )
}
