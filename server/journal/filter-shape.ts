import { errorNames } from '../aws/errors.ts'
import { sources } from '../bedrock/answer.ts'
import { operations, others } from '../bedrock/operations.ts'
import { boolean, choice, filled, list, member, object, oneOrMore, whole } from '../shape/shape.ts'
import type { Member } from '../shape/shape.ts'
import { textMatch } from '../matching/text-members.ts'

export const source = choice('source', ...sources)

const operation = choice('operation', ...[...operations, ...others].map(({ name }) => name))

export const sessionMember = member(
  filled,
  'The session that is meant; the header x-bedrock-local-session says the same.',
)

/** Which exchanges are meant. */
export const filterMembers: Readonly<Record<string, Member>> = {
  session: sessionMember,
  operation: member(oneOrMore(operation), 'Operations: Converse, InvokeModel ...'),
  model: member(filled, 'A glob over the model as sent, the profile and the foundation model.'),
  prompt: member(textMatch, 'The text of the last message. A plain text is one that occurs in it.'),
  system: member(textMatch, 'The system prompt.'),
  tools: member(list(filled, 1), 'Names of tools that were offered.'),
  toolResult: member(filled, 'The name of a tool whose result the last message carries.'),
  source: member({ kind: 'either', of: [source, list(source, 1)] }, 'Where the answer came from.'),
  fixture: member(filled, 'The fixture or recording that answered.'),
  status: member(whole(100, 599), 'The HTTP status of the answer.'),
  error: member(
    choice('error of Bedrock', ...errorNames),
    'The name of the error that was answered.',
  ),
  missed: member(boolean, 'Whether the call found no fixture in replay.'),
  since: member(whole(0), 'Calls from that time on, in milliseconds since 1970.'),
}

export const times: Member = member(
  {
    kind: 'either',
    of: [
      whole(0),
      object({ min: member(whole(0), 'At least.'), max: member(whole(0), 'At most.') }),
    ],
  },
  'How often: a number, or min and max; at least once when left out.',
)

/** What a list of the journal may be asked for. */
export const filter = object({
  ...filterMembers,
  limit: member(whole(0), 'Only the newest so many.'),
})

/** What a journal is verified against. */
export const expectation = object({ ...filterMembers, times })
