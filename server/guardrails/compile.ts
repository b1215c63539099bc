import { AwsError } from '../aws/errors.ts'
import { regex } from '../text/regex.ts'
import { boundedPattern } from './bounded.ts'
import { finders } from './pii/index.ts'
import { byPattern } from './pii/row.ts'
import type { Finder } from './pii/row.ts'
import type { CustomRegex, Guardrail, PiiEntity, Topic, Word } from './policy.ts'
import type { Span } from './spans.ts'
import { createTerms } from './terms.ts'
import type { Terms } from './terms.ts'
import { createTopicTest } from './topics.ts'
import type { TopicTest } from './topics.ts'

/** A guardrail, prepared for use. */
export interface Compiled {
  guardrail: Guardrail
  topics: readonly { topic: Topic; test: TopicTest }[]
  words: ReadonlyMap<string, Word>
  terms: Terms | undefined
  entities: readonly { entity: PiiEntity; find: Finder }[]
  regexes: readonly { entry: CustomRegex; find: Finder }[]
}

const compiled = new WeakMap<Guardrail, Compiled>()

/** A version never changes: an update of DRAFT makes a new value. */
export function compile(guardrail: Guardrail): Compiled {
  const known = compiled.get(guardrail)
  if (known !== undefined) return known
  const { topicPolicy, wordPolicy, sensitiveInformationPolicy } = guardrail
  const { piiEntities = [], regexes = [] } = sensitiveInformationPolicy ?? {}
  const words = wordPolicy?.words ?? []
  const made: Compiled = {
    guardrail,
    topics: (topicPolicy?.topics ?? []).map((topic) => ({ topic, test: createTopicTest(topic) })),
    words: new Map(words.map((word) => [word.text, word])),
    terms: words.length === 0 ? undefined : createTerms(words.map(({ text }) => text)),
    entities: piiEntities.map((entity) => ({ entity, find: finders[entity.type] ?? NOTHING })),
    regexes: regexes.map((entry) => ({ entry, find: finderOf(entry) })),
  }
  compiled.set(guardrail, made)
  return made
}

const NOTHING: Finder = () => []

function finderOf({ name, pattern }: CustomRegex): Finder {
  let found: ReturnType<typeof regex>
  try {
    found = regex(pattern)
  } catch (thrown) {
    throw new AwsError(
      'ValidationException',
      `The regex ${name} is invalid: ${(thrown as Error).message}`,
      { cause: thrown },
    )
  }
  const { anchor } = found
  const own = boundedPattern(pattern)
  if (own !== undefined) return byPattern(own, (match) => match !== '')
  return (text) => {
    if (!text.includes(anchor)) return []
    const spans: Span[] = []
    for (const { from, to } of found.findAll(text))
      if (to > from) spans.push({ start: from, end: to })
    return spans
  }
}
