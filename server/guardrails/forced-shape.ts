import {
  any,
  choice,
  filled,
  list,
  map,
  member,
  nullable,
  number,
  object,
  string,
} from '../shape/shape.ts'
import type { Member, ObjectShape, Shape } from '../shape/shape.ts'

// A verdict that a fixture or fault sets, in the shape of AWS's traces, so that the assessment of a real guardrail can
// be pasted: one that lists everything has nulls, and entries that were not detected, with an empty match.

const detected: Member = member({ kind: 'boolean' }, 'true when omitted.')
const blocks = choice('action', 'BLOCKED', 'NONE')
const acts = choice('action', 'BLOCKED', 'ANONYMIZED', 'NONE')
const action: Member = member(blocks, 'BLOCKED when omitted; NONE if it was not detected.')
const sensitive: Member = member(acts, 'ANONYMIZED when omitted; NONE if it was not detected.')
const match: Member = member(
  string,
  'The text that it found. It is masked wherever it occurs.',
  'required',
)

const entries = (help: string, members: Record<string, Member>): Member =>
  member(nullable(list(object(members), 1)), help)

const policy = (help: string, members: Record<string, Member>): Member =>
  member(nullable(object(members)), help)

const filterTypes = choice(
  'content filter',
  'SEXUAL',
  'VIOLENCE',
  'HATE',
  'INSULTS',
  'MISCONDUCT',
  'PROMPT_ATTACK',
)

const levels = choice('level', 'NONE', 'LOW', 'MEDIUM', 'HIGH')

const assessmentShape: ObjectShape = object({
  topicPolicy: policy('Denied topics.', {
    topics: entries('Denied topics.', {
      name: member(filled, 'The name of the topic.', 'required'),
      type: member(choice('type', 'DENY'), 'DENY'),
      action,
      detected,
    }),
  }),
  contentPolicy: policy('Content filters, for text and images.', {
    filters: entries('Content filters.', {
      type: member(filterTypes, 'The kind of content.', 'required'),
      confidence: member(levels, 'HIGH when omitted; NONE if it was not detected.'),
      filterStrength: member(levels, "The guardrail's own when omitted."),
      action,
      detected,
    }),
  }),
  wordPolicy: policy('Words.', {
    customWords: entries('Words of the guardrail.', { match, action, detected }),
    managedWordLists: entries('Words of a managed list.', {
      match,
      type: member(choice('type', 'PROFANITY'), 'PROFANITY'),
      action,
      detected,
    }),
  }),
  sensitiveInformationPolicy: policy('Personal data and regular expressions.', {
    piiEntities: entries('Personal data.', {
      type: member(filled, 'EMAIL, NAME ...', 'required'),
      match,
      action: sensitive,
      detected,
    }),
    regexes: entries('Regular expressions of the guardrail.', {
      name: member(filled, 'Its name.', 'required'),
      match,
      regex: member(string, "The guardrail's own when omitted."),
      action: sensitive,
      detected,
    }),
  }),
  contextualGroundingPolicy: policy('Scores of the answer.', {
    filters: entries('Contextual grounding.', {
      type: member(choice('filter', 'GROUNDING', 'RELEVANCE'), 'The filter.', 'required'),
      score: member({ kind: 'number', min: 0, max: 1 }, 'From 0 to 1.', 'required'),
      threshold: member(number, "The guardrail's own when omitted."),
      action: member(blocks, 'Default: BLOCKED if the score is below the threshold.'),
      detected: member({ kind: 'boolean' }, 'Whether the score is below the threshold.'),
    }),
  }),
  automatedReasoningPolicy: policy('Automated reasoning; never blocks.', {
    findings: member(list(any, 1), 'The findings, sent as written.', 'required'),
  }),
  invocationMetrics: member(
    map,
    'Accepted so that you can paste real traces; the server computes the value.',
  ),
  appliedGuardrailDetails: member(map, 'The same.'),
})

const verdict: Shape = {
  kind: 'either',
  of: [choice('verdict', 'none', 'blocked'), assessmentShape],
}

/** The member `guardrail` of fixtures and faults. */
export const forcedShape: ObjectShape = object({
  input: member(
    verdict,
    'none: finds nothing. blocked: blocks by the first policy that can. An object: an assessment, as in a trace.',
  ),
  output: member(verdict, 'The same for the answer.'),
})
