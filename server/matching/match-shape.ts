import { services } from '../bedrock/service.ts'
import { filled, list, map, member, oneOrMore, string, whole } from '../shape/shape.ts'
import type { ObjectShape, Shape } from '../shape/shape.ts'

/** Named first in lists of choices. */
const CALLED = ['Converse', 'ConverseStream', 'InvokeModel', 'InvokeModelWithResponseStream']

export const operation: Shape = {
  kind: 'choice',
  values: [...new Set([...CALLED, ...services.keys()])],
  of: 'operation of Bedrock',
}

export const textMatch: Shape = {
  kind: 'either',
  of: [
    filled,
    {
      kind: 'object',
      members: {
        contains: member(oneOrMore(filled), 'Text that occurs in it; of a list, all of them.'),
        equals: member(string, 'The whole text.'),
        regex: member(
          filled,
          'A regular expression in RE2 syntax; its groups are {{match.1}} and so on.',
        ),
      },
    },
  ],
}

export const toolResult: Shape = {
  kind: 'either',
  of: [
    filled,
    {
      kind: 'object',
      members: {
        name: member(filled, 'The name of the tool.'),
        status: member(
          { kind: 'choice', values: ['success', 'error'], of: 'status' },
          'How the tool ended.',
        ),
        text: member(textMatch, 'The text of the result, or its JSON as text.'),
      },
    },
  ],
}

export const match: ObjectShape = {
  kind: 'object',
  members: {
    operation: member(oneOrMore(operation), 'Any that can express the answer when left out.'),
    model: member(
      oneOrMore(filled),
      'Globs over the foundation model id, the profile id or the ARN as sent.',
    ),
    prompt: member(
      textMatch,
      'The text of the last message. A plain text is one that occurs in it.',
    ),
    system: member(textMatch, 'The system prompt.'),
    tools: member(list(filled, 1), 'Names of tools that are offered.'),
    toolResult: member(
      toolResult,
      'A tool result that the last message carries: the name of its tool, or more.',
    ),
    turn: member(
      whole(1),
      'The position of this user message among those with text; the first is 1.',
    ),
    body: member(
      map,
      'Any part of the body as sent; more members and list items may be there. null = not there.',
    ),
    session: member(filled, 'The session of the caller; a glob.'),
  },
}
