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
    { kind: 'choice', values: errorNames, of: 'error of Bedrock' },
    {
      kind: 'object',
      members: {
        type: member(
          { kind: 'choice', values: errorNames, of: 'error of Bedrock' },
          'The name of the exception.',
          'required',
        ),
        message: member(string, "AWS's usual text when left out."),
        afterEvents: member(
          whole(0),
          'In streams: as an exception frame after so many events. Other operations answer the error at once.',
        ),
        originalStatusCode: member(whole(100, 599), 'Member of ModelErrorException and its like.'),
        originalMessage: member(string, 'Member of ModelStreamErrorException.'),
        resourceName: member(string, 'Member of ModelErrorException.'),
      },
    },
  ],
}

export const fault: ObjectShape = {
  kind: 'object',
  members: {
    name: member(filled, 'Shown in the journal and the log; made from the rule when left out.'),
    match: member(match, 'Which calls, as fixtures say it; nothing given matches every call.'),
    error: member(error, 'The error to answer with: its name, or more.'),
    ...disturbances.members,
    guardrail: member(
      forcedShape,
      'What the guardrail of the request says, in place of its own verdict; strikes only calls that name one.',
    ),
    times: member(whole(1), 'Strikes so many times, for each session; then never again.'),
    every: member(whole(1), 'Strikes every nth matching call.'),
    probability: member(
      { kind: 'number', min: 0, max: 1 },
      'Strikes with this probability; the same seed strikes the same calls.',
    ),
  },
}
