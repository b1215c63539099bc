import type { Call } from '../bedrock/types.ts'
import type { invent as Invent } from '../invent/index.ts'
import { hashBytes } from '../random.ts'
import { chain } from '../maybe-async.ts'
import { lasting } from '../write/pace.ts'
import type { Pace, Answer } from '../bedrock/answer.ts'

type Invented = Answer & { kind: 'reply' }

const MAX = 500
const MAX_LENGTH = 2_048
/** Number of request hashes to remember; a power of two. */
const SEEN = 4_096

/** Prompt caching changes the usage, so such requests do not always get the same answer. */
const CACHES = /cachePoint|cache_control/

/**
 * Invents answers. The same request gets the same answer, so answers to repeated requests are cached. Tests and load
 * tests repeat requests often. An answer is cached on its second use, because caching costs more than inventing it.
 * `stable` allows caching the bytes too.
 */
export function createInventor(pace: Pace): (call: Call) => Invented | Promise<Invented> {
  const kept = new Map<string, Invented>()
  const seen = new Int32Array(SEEN)

  const make = (call: Call, invent: typeof Invent): Invented => {
    const reply = lasting(invent(call), pace)
    return { source: 'invented', kind: 'reply', reply, pace }
  }
  const makeOrRepeat = (call: Call, invent: typeof Invent): Invented => {
    if (call.raw.length > MAX_LENGTH) return make(call, invent)
    const hash = hashBytes(call.raw)
    const place = hash & (SEEN - 1)
    if (seen[place] !== hash) {
      seen[place] = hash
      return make(call, invent)
    }
    const body = call.raw.toString('latin1')
    const key = `${call.operation.name} ${call.region} ${call.model().sent}\n${body}`
    const found = kept.get(key)
    if (found !== undefined) return found
    const answer = make(call, invent)
    if (CACHES.test(body)) return answer
    const [oldest] = kept.keys()
    if (kept.size >= MAX && oldest !== undefined) kept.delete(oldest)
    const stable = { ...answer, stable: answer.reply }
    kept.set(key, stable)
    return stable
  }
  return (call) => chain(inventing(), (invent) => makeOrRepeat(call, invent))
}

let loaded: typeof Invent | undefined

/** Loaded for the first invented answer. With answers from files, the server starts sooner and takes less memory. */
function inventing(): typeof Invent | Promise<typeof Invent> {
  return loaded ?? import('../invent/index.ts').then(({ invent }) => (loaded = invent))
}
