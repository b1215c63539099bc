import type { AdminSources } from '../admin/sources.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import type { Forward } from '../http/forward.ts'
import type { Elsewhere } from '../http/route.ts'
import { MODES } from '../settings/modes.ts'
import { changesSession } from './sharing.ts'

/**
 * The calls that a worker passes to the owner: those that change or read the state of one process, and all that are
 * recorded.
 */
export function elsewhere(forward: Forward, { mode }: Pick<AdminSources, 'mode'>): Elsewhere {
  return {
    forward,
    everyCall: (operation) => isKept(operation) || MODES[mode.get()].writes,
    thisCall: (call) => cachesPrompt(call) || mayLoad(call),
  }
}

const isKept = (operation: Operation): boolean =>
  operation.keeps === true || changesSession(operation)

const CACHE_POINTS = ['"cachePoint"', '"cache_control"'] as const
/** The common beginning of both, so that most requests are searched once. */
const CACHE = Buffer.from('"cache')

/** One process knows which prompt prefixes were sent before. */
const cachesPrompt = ({ raw }: Call): boolean =>
  raw.includes(CACHE) && CACHE_POINTS.some((name) => raw.includes(name))

/** The first call of a session for such a model decides when it is ready. */
function mayLoad(call: Call): boolean {
  if (call.operation.read === undefined) return false
  try {
    return typeof call.model().notReady === 'number'
  } catch {
    return false
  }
}
