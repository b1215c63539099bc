import type { ErrorName } from '../aws/errors.ts'
import type { Match } from '../matching/match.ts'
import { compileMatcher, explain, fits } from '../matching/matcher.ts'
import type { Subject } from '../matching/subject.ts'
import { redactText } from '../redaction/redact.ts'
import { quoted } from '../matching/text.ts'
import type { Source } from '../bedrock/answer.ts'
import type { RequestSummary, Exchange } from './types.ts'
import type { OperationName } from '../bedrock/service.ts'
import type { TextMatch } from '../matching/text.ts'

/** As in a fixture's match, or a JavaScript regular expression. */
export type TextFilter = TextMatch | RegExp

/** An operation, including those that this server does not support. */
type Named = OperationName | (string & {})

/** Selects exchanges: every given member must match. */
export interface JournalFilter {
  session?: string
  operation?: Named | readonly Named[]
  /** A glob over the model as sent, the profile and the foundation model. */
  model?: string
  /** The text of the last message. */
  prompt?: TextFilter
  system?: TextFilter
  /** Tools offered by the caller. */
  tools?: readonly string[]
  /** A tool whose result is in the last message. */
  toolResult?: string
  source?: Source | readonly Source[]
  /** The name of the fixture or recording that answered. */
  fixture?: string
  status?: number
  /** The name of the error in the answer. */
  error?: ErrorName
  /** Whether no fixture matched the call in replay mode. */
  missed?: boolean
  /** Calls since this time, in milliseconds since 1970. */
  since?: number
  /** Only this many of the newest. */
  limit?: number
}

interface Condition {
  /** `prompt contains "paris"` */
  description: string
  test(exchange: Exchange): boolean
}

/** The members shared with the `match` of fixtures. */
const MATCHED = ['operation', 'model', 'prompt', 'system', 'tools', 'toolResult'] as const

type OwnFilter = Omit<JournalFilter, (typeof MATCHED)[number] | 'limit'>

/** Members that only exchanges have, one row each. */
const OWN: {
  readonly [K in keyof OwnFilter]-?: (value: NonNullable<OwnFilter[K]>) => Condition
} = {
  session: (value) => ({
    description: `session ${value}`,
    test: ({ session }) => session === value,
  }),
  source: (value) => {
    const names: readonly string[] = typeof value === 'string' ? [value] : value
    return {
      description: `source ${names.join(' or ')}`,
      test: ({ source }) => names.includes(source),
    }
  },
  fixture: (value) => ({
    description: `fixture ${quoted(value)}`,
    test: ({ fixture }) => fixture === value,
  }),
  status: (value) => ({ description: `status ${value}`, test: ({ status }) => status === value }),
  error: (value) => ({ description: `error ${value}`, test: ({ error }) => error?.name === value }),
  missed: (value) => ({
    description: value ? 'without a fixture' : 'with a fixture',
    test: ({ error }) => (error?.name === 'FixtureNotFoundException') === value,
  }),
  since: (value) => ({
    description: `since ${new Date(value).toISOString()}`,
    test: ({ at }) => at >= value,
  }),
}

/** Compiles a filter to a test and a description. Throws an Error for an invalid regular expression. */
export function compileFilter(filter: JournalFilter): Condition {
  const matcher = compileMatcher(matchOf(filter), (_, message) => {
    throw new Error(message.replace('match.', ''))
  })
  const own: Condition[] = []
  for (const name of Object.keys(OWN) as (keyof OwnFilter)[]) {
    const value = filter[name]
    if (value !== undefined) own.push((OWN[name] as (value: unknown) => Condition)(value))
  }
  return {
    description: [...explain(matcher), ...own.map(({ description }) => description)].join(', '),
    // The values for the matcher are parsed from the request again, which is slow.
    test: (exchange) =>
      own.every((condition) => condition.test(exchange)) &&
      (matcher.conditions.length === 0 || fits(matcher, subjectOf(exchange))),
  }
}

function matchOf(filter: JournalFilter): Match {
  const match: Record<string, unknown> = {}
  for (const name of MATCHED) if (filter[name] !== undefined) match[name] = filter[name]
  // Model ids in the journal are redacted.
  if (filter.model !== undefined) match['model'] = redactText(filter.model)
  return match
}

const UNREAD: RequestSummary = { prompt: '', system: '', tools: [], toolResults: [], turn: 1 }

function subjectOf({ operation, session, model, asked }: Exchange): Subject {
  const { prompt, system, tools, toolResults, turn } = asked ?? UNREAD
  return {
    operation,
    session,
    model,
    kind: asked === undefined ? undefined : 'chat',
    prompt,
    system,
    tools,
    results: toolResults.map((name) => ({ name, status: 'success', text: '' })),
    turn,
    body: undefined,
  }
}
