import type { AdminSources } from '../admin/sources.ts'
import type { Call, Operation } from '../bedrock/types.ts'
import type { Forward } from '../http/forward.ts'
import type { Elsewhere } from '../http/route.ts'
import { MODES } from '../settings/modes.ts'
import { changesSession } from './sharing.ts'

/** What a worker leaves to the owner: calls that change or read what one process keeps, and all calls that are recorded. */
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
/** How both begin: nearly all requests are searched once. */
const CACHE = Buffer.from('"cache')

/** One process knows which beginnings of prompts were sent before. */
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
