import { isObject } from '../../server/json.ts'
import type { Difference } from './differences.ts'
import { nativesOf } from './recordings.ts'
import type { Recording } from './recordings.ts'

/** A difference between what was recorded and what is written that is meant, with the reason in words. */
export interface Exception {
  reason: string
  /** Of which dialects; all where left out. */
  dialects?: readonly string[]
  path: RegExp
  /** `lost`: a request's member that its prompt does not have. */
  of?: readonly (Difference['of'] | 'lost')[]
  when?(recording: Recording): boolean
}

const CLAUDE = ['anthropic', 'anthropic-text'] as const

export const exceptions: readonly Exception[] = [
  {
    reason: 'ids are made anew for every answer',
    path: /(^|\.)(id|response_id|generation_id)$/,
    of: ['value'],
  },
  {
    reason: 'the time is that of the answer',
    path: /(^|\.)created$/,
    of: ['value'],
  },
  {
    reason: 'what describes a schema decides nothing of the answer',
    path: /^outputConfig\.textFormat\.structure\.jsonSchema\.description$/,
    of: ['lost'],
  },
  {
    reason: 'the format of a medium to embed decides nothing of its vector',
    dialects: ['nova-embed'],
    path: /\.(image|video|audio)\.format$/,
    of: ['lost'],
  },
  {
    reason: 'the recorder wrote the JSON again and sorted its keys',
    path: /^/,
    of: ['order'],
    when: ({ exact }) => !exact,
  },
  {
    reason: 'since October 2025 these bodies begin with the model, before that with the id',
    dialects: CLAUDE,
    path: /^(0\.message)?$/,
    of: ['order'],
  },
  {
    reason: 'cache writes by time to live came to the bodies of Claude 4.5 in January 2026',
    dialects: CLAUDE,
    path: /^(0\.message\.)?usage\.cache_creation$/,
    of: ['extra'],
  },
  {
    reason:
      'how many tokens the model had written when its first event left is chance: 1 is written',
    dialects: CLAUDE,
    path: /^0\.message\.usage\.output_tokens$/,
    of: ['value'],
  },
  {
    reason: 'the neutral form does not count thinking tokens apart; they are estimated',
    dialects: CLAUDE,
    path: /^usage\.output_tokens_details\.thinking_tokens$/,
    of: ['value'],
  },
  {
    reason: 'text completions before February 2024 had no type',
    dialects: ['anthropic-text'],
    path: /^(\d+\.)?type$/,
    of: ['extra'],
  },
  {
    reason: 'Nova answers of December 2024 did not count the cache yet',
    dialects: ['nova'],
    path: /^usage\.cache(Read|Write)InputTokenCount$/,
    of: ['extra'],
  },
  {
    reason: 'a guardrail that masks the answer writes the message anew and leaves usage incomplete',
    dialects: ['nova'],
    path: /^(output\.message|usage\.(outputTokens|totalTokens))$/,
    of: ['order', 'extra'],
    when: masked,
  },
  {
    reason:
      'a guardrail that masks a stream leaves deltas without text, so the others move up; joined they are compared',
    dialects: ['nova'],
    path: /^\d+(\.|$)/,
    when: masked,
  },
]

function masked({ answer, events }: Recording): boolean {
  const told = answer === undefined ? nativesOf(events) : [answer]
  return told.some(
    (native) => isObject(native) && native['amazon-bedrock-guardrailAction'] === 'INTERVENED',
  )
}

/** What no exception covers. */
export function unexcused<T extends { path: string; of: Difference['of'] | 'lost' }>(
  found: readonly T[],
  recording: Recording,
): T[] {
  const dialect = recording.model.family?.dialect ?? ''
  return found.filter(
    (fault) =>
      !exceptions.some(
        ({ dialects, path, of, when }) =>
          (dialects?.includes(dialect) ?? true) &&
          path.test(fault.path) &&
          (of?.includes(fault.of) ?? true) &&
          (when?.(recording) ?? true),
      ),
  )
}
