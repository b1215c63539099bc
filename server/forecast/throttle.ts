import type { Limits } from '../quotas/config.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/**
 * Returns a function that says, for calls in order, whether the limits would have allowed them. Minutes and days are
 * calendar ones, in UTC. A throttled call uses nothing.
 */
export function throttleOf(limits: Limits): (at: number, tokens: number) => boolean {
  const {
    requestsPerMinute = Infinity,
    tokensPerMinute = Infinity,
    tokensPerDay = Infinity,
  } = limits
  const minute = { number: -1, requests: 0, tokens: 0 }
  const day = { number: -1, tokens: 0 }
  return (at, tokens) => {
    const [minuteNow, dayNow] = [Math.floor(at / MINUTE), Math.floor(at / DAY)]
    if (minuteNow !== minute.number)
      Object.assign(minute, { number: minuteNow, requests: 0, tokens: 0 })
    if (dayNow !== day.number) Object.assign(day, { number: dayNow, tokens: 0 })
    const isThrottled =
      minute.requests + 1 > requestsPerMinute ||
      minute.tokens + tokens > tokensPerMinute ||
      day.tokens + tokens > tokensPerDay
    if (isThrottled) return true
    minute.requests++
    minute.tokens += tokens
    day.tokens += tokens
    return false
  }
}
