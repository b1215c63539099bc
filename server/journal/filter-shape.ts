import { errorNames } from '../aws/errors.ts'
import { sources } from '../bedrock/answer.ts'
import { operations, others } from '../bedrock/operations.ts'
import { boolean, choice, filled, list, member, object, oneOrMore, whole } from '../shape/shape.ts'
import type { Member } from '../shape/shape.ts'
import { members } from '../matching/members.ts'

export const source = choice('source', ...sources)

const operation = choice('operation', ...[...operations, ...others].map(({ name }) => name))

export const sessionMember = member(
  filled,
  'The session; same as the header x-bedrock-local-session.',
)

/** Selects exchanges. */
export const filterMembers: Readonly<Record<string, Member>> = {
  session: sessionMember,
  operation: member(oneOrMore(operation), 'Operations: Converse, InvokeModel ...'),
  model: member(filled, 'A glob over the model as sent, the profile and the foundation model.'),
  prompt: members.prompt.shape,
  system: members.system.shape,
  tools: member(list(filled, 1), 'Names of tools that the caller offered.'),
  toolResult: member(filled, 'The name of a tool whose result is in the last message.'),
  source: member({ kind: 'either', of: [source, list(source, 1)] }, 'The source of the answer.'),
  fixture: member(filled, 'The fixture or recording that answered.'),
  status: member(whole(100, 599), 'The HTTP status of the answer.'),
  error: member(choice('Bedrock error', ...errorNames), 'The name of the error in the answer.'),
  missed: member(boolean, 'Whether no fixture matched the call in replay mode.'),
  since: member(whole(0), 'Calls since this time, in milliseconds since 1970.'),
}

const times: Member = member(
  {
    kind: 'either',
    of: [
      whole(0),
      object({ min: member(whole(0), 'At least.'), max: member(whole(0), 'At most.') }),
    ],
  },
  'How often: a number, or min and max; at least once when omitted.',
)

/** The query parameters of a journal list. */
export const filter = object({
  ...filterMembers,
  limit: member(whole(0), 'The maximum number of exchanges; the newest are returned.'),
})

/** The expectation to verify. */
export const expectation = object({ ...filterMembers, times })
