import type { Line, ChannelMessage } from '../../server/workers/channel.ts'

/** Two connected ends, like a pipe, and how often each was written to. */
export function pipe() {
  const arrived: ((messages: readonly ChannelMessage[]) => void)[] = []
  const closed: (() => void)[] = []
  const written = [0, 0]
  const end = (at: number): Line => ({
    send(messages) {
      written[at] = (written[at] ?? 0) + 1
      const text = JSON.stringify(messages)
      queueMicrotask(() => arrived[1 - at]?.(JSON.parse(text) as ChannelMessage[]))
    },
    on(take, close) {
      arrived[at] = take
      closed[at] = close
    },
  })
  return { ends: [end(0), end(1)] as const, written, close: () => closed.forEach((tell) => tell()) }
}
