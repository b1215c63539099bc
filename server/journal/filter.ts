import type { ErrorName } from '../aws/errors.ts'
import type { Match } from '../matching/match.ts'
import { compileMatcher, explain, fits } from '../matching/matcher.ts'
import type { Subject } from '../matching/subject.ts'
import { redactText } from '../redaction/redact.ts'
import { quoted } from '../matching/text.ts'
import type { Source } from '../bedrock/answer.ts'
import type { Asked, Exchange } from './types.ts'
import type { OperationName } from '../bedrock/service.ts'
import type { TextMatch } from '../matching/text.ts'

/** As in a fixture's match, or a regular expression of JavaScript. */
export type TextFilter = TextMatch | RegExp

/** An operation; those that this server does not offer come, too. */
type Named = OperationName | (string & {})

/** Which exchanges are meant: every given member must hold. */
export interface JournalFilter {
  session?: string
  operation?: Named | readonly Named[]
  /** A glob over the model as sent, the profile and the foundation model. */
  model?: string
  /** The text of the last message. */
  prompt?: TextFilter
  system?: TextFilter
  /** Tools that were offered. */
  tools?: readonly string[]
  /** A tool whose result the last message carries. */
  toolResult?: string
  source?: Source | readonly Source[]
  /** The name of the fixture or recording that answered. */
  fixture?: string
  status?: number
  /** The name of the error that was answered. */
  error?: ErrorName
  /** Calls that found no fixture in replay. */
  missed?: boolean
  /** Calls that came at that time or later, in milliseconds since 1970. */
  since?: number
  /** Only the newest so many. */
  limit?: number
}

interface Condition {
  /** `prompt contains "paris"` */
  says: string
  test(exchange: Exchange): boolean
}

/** What a filter shares with the `match` of fixtures. */
const MATCHED = ['operation', 'model', 'prompt', 'system', 'tools', 'toolResult'] as const

type OwnFilter = Omit<JournalFilter, (typeof MATCHED)[number] | 'limit'>

/** What only exchanges have, a row per member. */
const OWN: {
  readonly [K in keyof OwnFilter]-?: (value: NonNullable<OwnFilter[K]>) => Condition
} = {
  session: (value) => ({
    says: `session ${value}`,
    test: ({ session }) => session === value,
  }),
  source: (value) => {
    const names: readonly string[] = typeof value === 'string' ? [value] : value
    return { says: `source ${names.join(' or ')}`, test: ({ source }) => names.includes(source) }
  },
  fixture: (value) => ({
    says: `fixture ${quoted(value)}`,
    test: ({ fixture }) => fixture === value,
  }),
  status: (value) => ({ says: `status ${value}`, test: ({ status }) => status === value }),
  error: (value) => ({ says: `error ${value}`, test: ({ error }) => error?.name === value }),
  missed: (value) => ({
    says: value ? 'without a fixture' : 'with a fixture',
    test: ({ error }) => (error?.name === 'FixtureNotFoundException') === value,
  }),
  since: (value) => ({
    says: `since ${new Date(value).toISOString()}`,
    test: ({ at }) => at >= value,
  }),
}

/** A filter as one test and in words; throws an Error where a regular expression does not compile. */
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
    says: [...explain(matcher), ...own.map(({ says }) => says)].join(', '),
    test: (exchange) =>
      own.every((condition) => condition.test(exchange)) && fits(matcher, subjectOf(exchange)),
  }
}

function matchOf(filter: JournalFilter): Match {
  const match: Record<string, unknown> = {}
  for (const name of MATCHED) if (filter[name] !== undefined) match[name] = filter[name]
  // The journal holds model ids redacted.
  if (filter.model !== undefined) match['model'] = redactText(filter.model)
  return match
}

const UNREAD: Asked = { prompt: '', system: '', tools: [], toolResults: [], turn: 1 }

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
