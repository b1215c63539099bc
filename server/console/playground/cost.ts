import { useEffect, useState } from 'preact/hooks'
import { dollars } from '../format.ts'
import { parse } from '../live/exchange.ts'
import { admin } from '../wire/admin.ts'
import { costsMoney, sessionOfCalls } from '../wire/runtime.ts'

/** The server's count. */
export interface Priced {
  operation: string
  modelId: string
  body: unknown
}

/** A moment after the last key. */
export const WAIT_MS = 250

/**
 * What a call would cost at most, as the server counts it; undefined if a price is not known. CountTokens would not do,
 * because record and proxy mode forward it.
 */
export async function costOf(
  { operation, modelId, body }: Priced,
  aborted: AbortSignal,
): Promise<number | undefined> {
  const { cost } = await admin<{ cost?: number }>(
    `/estimate?session=${encodeURIComponent(sessionOfCalls())}`,
    { method: 'POST', body: { operation, modelId, body }, signal: aborted },
  )
  return cost
}

/** The cost of a call whose body is being written, if calls cost money. */
export function useCost(
  operation: string,
  modelId: string,
  text: string | undefined,
): number | undefined {
  const [cost, setCost] = useState<number | undefined>(undefined)
  const counts = costsMoney()
  const session = sessionOfCalls()
  useEffect(() => {
    setCost(undefined)
    if (!counts || text === undefined) return undefined
    const stop = new AbortController()
    const count = async () => {
      const body = parse(text)
      if (body === undefined) return
      try {
        const counted = await costOf({ operation, modelId, body }, stop.signal)
        if (!stop.signal.aborted) setCost(counted)
      } catch {
        // The server reports the reason when the call is sent.
      }
    }
    const timer = setTimeout(() => void count(), WAIT_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [counts, session, operation, modelId, text])
  return cost
}

/** The label of the button that sends a call. */
export function runLabel(cost: number | undefined): string {
  if (!costsMoney()) return 'Run'
  return `Call the real Bedrock${cost === undefined ? '' : ` (about ${dollars(cost)})`}`
}
