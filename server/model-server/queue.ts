import { AwsError } from '../aws/errors.ts'
import { clientLeft } from './errors.ts'

/** Calls that may wait for their turn; a local server would take minutes to reach those behind them. */
const MAX_WAITING = 100

export interface Queue {
  /** Waits for a turn. Returns what ends it; call it once. Rejects if too many wait, or the signal aborts. */
  enter(signal: AbortSignal): Promise<() => void>
}

/** Limits the number of concurrent calls; the others wait in order. */
export function createQueue(concurrency: number, url: string, maxWaiting = MAX_WAITING): Queue {
  let active = 0
  const waiting: (() => void)[] = []

  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) active--
    else next()
  }
  return {
    async enter(signal) {
      if (signal.aborted) throw clientLeft()
      if (active < concurrency) active++
      else {
        if (waiting.length >= maxWaiting)
          throw new AwsError(
            'ThrottlingException',
            `Too many requests, please wait before trying again. ${maxWaiting} calls are waiting for the model server at ${url}.`,
          )
        await turn(waiting, signal)
      }
      return leave
    },
  }
}

function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (): void => {
      signal.removeEventListener('abort', abandon)
      resolve()
    }
    const abandon = (): void => {
      waiting.splice(waiting.indexOf(go), 1)
      reject(clientLeft())
    }
    waiting.push(go)
    signal.addEventListener('abort', abandon, { once: true })
  })
}
