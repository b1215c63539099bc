import { errorNames } from '../aws/errors.ts'
import { forcedShape } from '../guardrails/forced-shape.ts'
import { filled, member, string, whole } from '../shape/shape.ts'
import type { ObjectShape, Shape } from '../shape/shape.ts'
import { disturbances } from './disturbance.ts'
import { match } from '../matching/members.ts'

// The shape of a fault rule, used to check rules.

const error: Shape = {
  kind: 'either',
  of: [
    { kind: 'choice', values: errorNames, of: 'Bedrock error' },
    {
      kind: 'object',
      members: {
        type: member(
          { kind: 'choice', values: errorNames, of: 'Bedrock error' },
          'The name of the exception.',
          'required',
        ),
        message: member(string, "The message. Default: AWS's usual message."),
        afterEvents: member(
          whole(0),
          'In streams, the number of events before the exception. Other operations fail at once.',
        ),
        originalStatusCode: member(
          whole(100, 599),
          'A member of ModelErrorException and ModelStreamErrorException.',
        ),
        originalMessage: member(string, 'A member of ModelStreamErrorException.'),
        resourceName: member(string, 'A member of ModelErrorException.'),
      },
    },
  ],
}

export const fault: ObjectShape = {
  kind: 'object',
  members: {
    name: member(filled, 'The name in the journal and the log. Default: derived from the rule.'),
    match: member(
      match,
      "The calls that the rule applies to, with the members of a fixture's match. Default: every call.",
    ),
    error: member(error, 'The error to answer with: its name, or an object with more details.'),
    ...disturbances.members,
    guardrail: member(
      forcedShape,
      'Overrides the verdict of the guardrail. Applies only to calls that name a guardrail.',
    ),
    times: member(whole(1), 'How many times the rule applies in each session. Default: no limit.'),
    total: member(
      whole(1),
      'How many times the rule applies across all sessions. Default: no limit.',
    ),
    every: member(whole(1), 'Applies to every nth matching call.'),
    probability: member(
      { kind: 'number', min: 0, max: 1 },
      'The probability that the rule applies. The same seed selects the same calls.',
    ),
  },
}
