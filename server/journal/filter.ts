import type { ErrorName } from '../aws/errors.ts'
import { glob } from '../matching/glob.ts'
import { redactText } from '../redaction/redact.ts'
import { clip, holds, quoted, textTest, textWords } from '../matching/text.ts'
import type { Source } from '../bedrock/answer.ts'
import type { Exchange } from './types.ts'
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

const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value)

/** One row a member; the order is that of the sentence. */
const CONDITIONS: {
  readonly [K in Exclude<keyof JournalFilter, 'limit'>]-?: (
    value: NonNullable<JournalFilter[K]>,
  ) => Condition
} = {
  operation: (value) => {
    const names = list(value)
    return { says: names.join(' or '), test: ({ operation }) => names.includes(operation) }
  },
  model: (value) => {
    const wanted = glob(redactText(value))
    return {
      says: `model ${value}`,
      test: ({ model }) =>
        model !== undefined &&
        (wanted.test(model.sent) ||
          wanted.test(model.profile ?? '') ||
          wanted.test(model.foundation ?? '')),
    }
  },
  prompt: (value) => textCondition('prompt', value),
  system: (value) => textCondition('system', value),
  tools: (value) => ({
    says: `${value.length === 1 ? 'tool' : 'tools'} ${value.join(', ')} offered`,
    test: ({ asked }) => value.every((name) => asked?.tools.includes(name)),
  }),
  toolResult: (value) => ({
    says: `a result of ${value}`,
    test: ({ asked }) => asked?.toolResults.includes(value) === true,
  }),
  session: (value) => ({
    says: `session ${value}`,
    test: ({ session }) => session === value,
  }),
  source: (value) => {
    const names = list(value)
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

function textCondition(member: 'prompt' | 'system', value: TextFilter): Condition {
  const subject = member === 'prompt' ? 'prompt' : 'system prompt'
  if (value instanceof RegExp) {
    // A global one would begin where it stopped the last time.
    const pattern = new RegExp(value.source, value.flags.replaceAll(/[gy]/g, ''))
    return {
      says: `${subject} matches ${clip(String(value), 60)}`,
      test: ({ asked }) => asked !== undefined && pattern.test(asked[member]),
    }
  }
  const wanted = textTest(value)
  return {
    says: `${subject} ${textWords(wanted)}`,
    test: ({ asked }) => asked !== undefined && holds(wanted, asked[member]),
  }
}

/** A filter as one test and in words; throws an Error where a regular expression is not understood. */
export function compileFilter(filter: JournalFilter): Condition {
  const conditions: Condition[] = []
  for (const name of Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]) {
    const value = filter[name]
    if (value !== undefined)
      conditions.push((CONDITIONS[name] as (value: unknown) => Condition)(value))
  }
  return {
    says: conditions.map(({ says }) => says).join(', '),
    test: (exchange) => conditions.every((condition) => condition.test(exchange)),
  }
}
