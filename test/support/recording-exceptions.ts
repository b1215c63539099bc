import { isObject, parseJson } from '../../server/json.ts'
import type { Json } from '../../server/json.ts'
import type { Difference } from './differences.ts'
import { nativesOf } from './recordings.ts'
import type { Event, Recording } from './recordings.ts'

/** An intended difference between recorded and written values, with its reason. */
interface Exception {
  reason: string
  /** The dialects that it applies to; all by default. */
  dialects?: readonly string[]
  path: RegExp
  /** `lost`: a request's member that its prompt does not have. */
  of?: readonly Fault['of'][]
  when?(recording: Recording, fault: Fault): boolean
}

/** A difference, or a member of a request that is lost. */
export type Fault = Omit<Difference, 'of'> & { of: Difference['of'] | 'lost' }

const CLAUDE = ['anthropic', 'anthropic-text'] as const

const exceptions: readonly Exception[] = [
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
    reason: 'a recorder sorted the keys, which the length of the body does not tell',
    dialects: ['cohere-command'],
    path: /^(generations\.0)?$/,
    of: ['order'],
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
  {
    reason: 'Converse writes usage.serverToolUsage since the middle of 2025',
    path: /(^|\.payload\.)usage\.serverToolUsage$/,
    of: ['extra'],
  },
  {
    reason: 'Converse names the type of a toolUse since the end of 2025, and only for newer models',
    path: /\.toolUse\.type$/,
    of: ['extra'],
    when: converses,
  },
  {
    reason:
      'Converse repeats the cache figures under a second name since the middle of 2025, and writes zeros for Claude',
    path: /(^|\.payload\.)usage\.cache(Read|Write)InputToken(s|Count)$/,
    of: ['extra'],
    when: converses,
  },
  {
    reason: 'the members of neutral values have no order',
    path: /^native\./,
    of: ['order'],
  },
  {
    reason: 'only Converse names the type of a toolUse',
    path: /^native\.content\.\d+\.toolUse\.type$/,
    of: ['missing'],
  },
  {
    reason: 'a native body counts the cache where Converse leaves out zeros',
    path: /^native\.usage\.cache(Read|Write)InputTokens$/,
    of: ['extra'],
    when: (_, { written }) => written === 0,
  },
  {
    reason:
      'a native body of Claude counts writes by time to live where Converse may leave that out',
    dialects: CLAUDE,
    path: /^native\.usage\.cacheDetails$/,
    of: ['extra'],
  },
  {
    reason: 'InvokeModel tells what a guardrail did beside the body, not as the reason for its end',
    path: /^native\.stopReason$/,
    of: ['value'],
    when: (_, { recorded }) => recorded === 'guardrail_intervened',
  },
  {
    reason: 'these bodies carry no usage, which InvokeModel tells in headers',
    dialects: ['cohere-command-r', 'mistral-text', 'anthropic-text', 'deepseek-text'],
    path: /^native\.usage\./,
    of: ['value'],
  },
  {
    reason: 'the tool calls of Command R have no ids',
    dialects: ['cohere-command-r'],
    path: /^native\.content\.\d+\.toolUse\.toolUseId$/,
    of: ['value'],
  },
  {
    reason: 'a number without fraction is written without one',
    path: /\.toolUse\.input$/,
    of: ['value'],
    when: (_, { recorded, written }) => sameJson(recorded, written),
  },
  {
    reason:
      'Command R spells the input of a tool over many lines, token by token; it is sent whole',
    dialects: ['cohere-command-r'],
    path: /^\d+(\.|$)/,
    when: ({ operation, events }) => operation === 'ConverseStream' && says(events, 'toolUse'),
  },
  {
    reason: 'a redacted thought that came in two deltas goes out in one',
    dialects: CLAUDE,
    path: /^\d+(\.|$)/,
    when: ({ events }) => says(events, 'redactedContent'),
  },
  {
    reason: 'a Llama body is text alone: a tool call is the JSON in it',
    dialects: ['llama'],
    path: /^native\./,
    when: (_, fault) => fault.path.includes('content.') || fault.recorded === 'tool_use',
  },
  {
    reason: 'one answer of Llama 3.3 names max_tokens where all others say length',
    dialects: ['llama'],
    path: /^stop_reason$/,
    when: (_, { recorded }) => recorded === 'max_tokens',
  },
  {
    reason: 'the tokens of Jurassic and how likely they were are known to the model alone',
    dialects: ['jurassic'],
    path: /^(prompt|completions\.\d+\.data)\.tokens(\.|$)/,
  },
  {
    reason: 'these two answers are in the form of the library that recorded them',
    dialects: ['cohere-embed'],
    path: /^/,
    when: ({ answer }) => isObject(answer) && 'data' in answer,
  },
]

function sameJson(recorded: Json | undefined, written: Json | undefined): boolean {
  if (typeof recorded !== 'string' || typeof written !== 'string') return false
  return JSON.stringify(parseJson(recorded)) === JSON.stringify(parseJson(written))
}

function says(events: Event[], member: string): boolean {
  return events.some(({ payload }) => JSON.stringify(payload).includes(`"${member}":`))
}

function converses({ operation }: Recording): boolean {
  return operation.startsWith('Converse')
}

function masked({ answer, events }: Recording): boolean {
  const bodies = answer === undefined ? nativesOf(events) : [answer]
  return bodies.some(
    (native) => isObject(native) && native['amazon-bedrock-guardrailAction'] === 'INTERVENED',
  )
}

/** The faults that no exception covers. */
export function unexcused<T extends Fault>(found: readonly T[], recording: Recording): T[] {
  const dialect = recording.model.family?.dialect ?? ''
  return found.filter(
    (fault) =>
      !exceptions.some(
        ({ dialects, path, of, when }) =>
          (dialects?.includes(dialect) ?? true) &&
          path.test(fault.path) &&
          (of?.includes(fault.of) ?? true) &&
          (when?.(recording, fault) ?? true),
      ),
  )
}
