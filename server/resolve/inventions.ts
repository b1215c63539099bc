import type { Call } from '../bedrock/types.ts'
import { invent } from '../invent/index.ts'
import { hashBytes } from '../random.ts'
import { lasting } from '../write/pace.ts'
import type { Pace, Answer } from '../bedrock/answer.ts'

type Invented = Answer & { kind: 'reply' }

const MAX = 500
const MAX_LENGTH = 2_048
/** Requests that were seen, by hash; a power of two. */
const SEEN = 4_096

/** What a session's cache holds changes the usage: the same request is not answered the same. */
const CACHES = /cachePoint|cache_control/

/**
 * Invents answers. The same request gets the same answer, so those of requests that come again are kept: tests and
 * load tests ask the same again and again. Only the second time, since what is kept costs more than it is to invent.
 * `stable` lets the bytes be kept, too.
 */
export function createInventor(pace: Pace): (call: Call) => Invented {
  const kept = new Map<string, Invented>()
  const seen = new Int32Array(SEEN)

  const make = (call: Call): Invented => {
    const reply = lasting(invent(call), pace)
    return { source: 'invented', kind: 'reply', reply, pace }
  }
  return (call) => {
    if (call.raw.length > MAX_LENGTH) return make(call)
    const hash = hashBytes(call.raw)
    const place = hash & (SEEN - 1)
    if (seen[place] !== hash) {
      seen[place] = hash
      return make(call)
    }
    const body = call.raw.toString('latin1')
    const key = `${call.operation.name} ${call.region} ${call.model().sent}\n${body}`
    const found = kept.get(key)
    if (found !== undefined) return found
    const answer = make(call)
    if (CACHES.test(body)) return answer
    const [oldest] = kept.keys()
    if (kept.size >= MAX && oldest !== undefined) kept.delete(oldest)
    const stable = { ...answer, stable: answer.reply }
    kept.set(key, stable)
    return stable
  }
}
