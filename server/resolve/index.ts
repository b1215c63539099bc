import { AwsError } from '../aws/errors.ts'
import type { Catalogue } from '../models/models.ts'
import type { Call } from '../bedrock/types.ts'
import type { Mode } from '../settings/settings.ts'
import { missMessage } from '../fixtures/miss.ts'
import { NEARBY } from '../fixtures/nearest.ts'
import type { Store } from '../store/store.ts'
import { createInventor } from './inventions.ts'
import type { Remote } from './remote.ts'
import type { Pace, Answer } from '../bedrock/answer.ts'

/** What may answer. */
export interface Sources {
  mode(): Mode
  store: Store
  /** `--refresh`: recordings of earlier runs do not answer. */
  refresh: boolean
  catalogue: Catalogue
  /** Refuses what AWS would refuse, by throwing; returns warnings. */
  check(call: Call): string[]
  remote: Remote
  /** The pace of what is invented. */
  pace: Pace
}

export type Resolve = (call: Call) => Answer | Promise<Answer>

/** Where an answer comes from. The only place that tells the modes apart. */
export function createResolver(sources: Sources): Resolve {
  const { store } = sources
  const invented = createInventor(sources.pace)
  return (call) => {
    const mode = sources.mode()
    switch (mode) {
      case 'mock': {
        const { answer, warnings } = known(call, mode, sources)
        return answer ?? warned(near(call, invented(call), store), warnings)
      }
      case 'replay':
        return known(call, mode, sources).answer ?? missed(call, store)
      case 'record': {
        const found = store.find(call, mode)
        const answers =
          found !== undefined &&
          (found.kind === 'recording'
            ? found.earlier && !sources.refresh
            : found.added || found.error)
        if (answers) return store.take(found, call)
        if (!call.operation.reads) return local(call, sources) ?? notOffered(call)
        return sources.remote.record(call)
      }
      case 'proxy':
        return call.operation.duplex === true ? notOffered(call) : sources.remote.forward(call)
    }
  }
}

interface Known {
  answer: Answer | undefined
  warnings: string[]
}

/**
 * A fixture's answer, or what this server knows itself. A recording answers before anything is checked: a recorded
 * refusal must replay, and a stale catalogue must not refuse what AWS accepted.
 */
function known(call: Call, mode: Mode, sources: Sources): Known {
  const { store } = sources
  const found = store.find(call, mode)
  if (found?.kind === 'recording') return { answer: store.take(found, call), warnings: [] }
  if (call.operation.local === undefined && call.operation.write === undefined) {
    return { answer: found ? store.take(found, call) : notOffered(call), warnings: [] }
  }
  const warnings = sources.check(call)
  const answer = found === undefined ? local(call, sources) : store.take(found, call)
  return { answer: answer && warned(answer, warnings), warnings }
}

const warned = (answer: Answer, warnings: string[]): Answer =>
  warnings.length === 0
    ? answer
    : { ...answer, warnings: [...warnings, ...(answer.warnings ?? [])] }

function local(call: Call, { catalogue }: Sources): Answer | undefined {
  const output = call.operation.local?.(call, catalogue)
  if (output === undefined) return undefined
  return {
    source: 'catalogue',
    kind: 'reply',
    reply: { kind: 'output', output },
    pace: { kind: 'instant' },
  }
}

function near(call: Call, answer: Answer, store: Store): Answer {
  const misses = store.nearest(call, 1, NEARBY)
  return misses.length === 0 ? answer : { ...answer, misses }
}

function missed(call: Call, store: Store): Answer {
  const misses = store.nearest(call)
  const error = new AwsError('FixtureNotFoundException', missMessage(call, misses))
  return { source: 'catalogue', kind: 'error', error, misses }
}

function notOffered({ operation: { name } }: Call): Answer {
  const error = new AwsError('NotImplementedException', `bedrock-local does not offer ${name}.`)
  return { source: 'catalogue', kind: 'error', error }
}
