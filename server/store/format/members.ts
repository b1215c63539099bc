import { errorNames } from '../../aws/errors.ts'
import { services } from '../../bedrock/service.ts'
import { disturbances } from '../../faults/disturbance.ts'
import { block, usage } from './content.ts'
import { any, filled, list, map, member, oneOrMore, string, whole } from './shape.ts'
import type { ObjectShape, Shape } from './shape.ts'

// Everything a fixture may say. The check of files, the JSON Schema and the tables of fixtures/README.md are made from this.

const number: Shape = { kind: 'number' }

/** Those that people name first. */
const CALLED = ['Converse', 'ConverseStream', 'InvokeModel', 'InvokeModelWithResponseStream']

const operation: Shape = {
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

const toolResult: Shape = {
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
    turn: member(whole(1), 'The how-manieth user message with text this is.'),
    body: member(
      map,
      'Any part of the body as sent; more members and list items may be there. null = not there.',
    ),
    session: member(filled, 'The session of the caller; a glob.'),
  },
}

export const stream: ObjectShape = {
  kind: 'object',
  members: {
    pace: member(
      { kind: 'choice', values: ['instant', 'realistic'], of: 'pace' },
      'instant waits for nothing; realistic is 250 ms to the first byte, then 80 tokens a second.',
    ),
    firstByteMs: member(
      { kind: 'number', least: 0, most: 600_000 },
      'Milliseconds until the first event.',
    ),
    tokensPerSecond: member({ kind: 'number', least: 0.1, most: 1_000_000 }, 'Speed after it.'),
    chunks: member(list(string, 1), 'The pieces in which the text is streamed.'),
  },
}

export const answer: ObjectShape = {
  kind: 'object',
  members: {
    text: member(string, 'Short for content: [{ text }].'),
    content: member(list(block), 'Converse content blocks.'),
    stopReason: member(
      {
        kind: 'choice',
        values: [
          'end_turn',
          'tool_use',
          'max_tokens',
          'stop_sequence',
          'guardrail_intervened',
          'content_filtered',
          'malformed_model_output',
          'malformed_tool_use',
          'model_context_window_exceeded',
        ],
        of: 'stop reason',
      },
      'tool_use when the content has a toolUse, otherwise end_turn.',
    ),
    stopSequence: member(string, 'Which stop sequence ended it.'),
    usage: member(usage, 'Token counts; estimated when left out.'),
    latencyMs: member({ kind: 'number', least: 0 }, 'Reported in the metrics; it delays nothing.'),
    trace: member(map, 'Guardrail or prompt router trace.'),
    performanceConfig: member(map, 'Converse answers with it.'),
    serviceTier: member(map, 'Converse answers with it.'),
    additionalModelResponseFields: member(any, 'Converse answers with it.'),
    embedding: member(list(number, 1), 'One vector, for each text asked.'),
    embeddings: member(list(list(number, 1), 1), 'One vector a text, in order.'),
    image: member(filled, 'A file beside the fixture: the image that answers.'),
    images: member(list(filled, 1), 'Several of them.'),
    ranking: member(
      list({
        kind: 'object',
        members: {
          index: member(whole(0), 'Of the document.', 'required'),
          score: member(number, 'Its relevance.', 'required'),
        },
      }),
      'Relevance of documents.',
    ),
    native: member(
      { kind: 'either', of: [map, list(map, 1)] },
      'A body sent as it is; a list is a stream, one entry a chunk.',
    ),
    stream: member(stream, 'How fast and in which pieces streams go out.'),
  },
}

export const error: ObjectShape = {
  kind: 'object',
  members: {
    type: member(
      { kind: 'choice', values: errorNames, of: 'error of Bedrock' },
      'The name of the exception.',
      'required',
    ),
    message: member(string, "AWS's usual text when left out."),
    times: member(whole(1), 'So many calls fail; then the answer, or the next matching fixture.'),
    afterEvents: member(
      whole(0),
      'In streams: after so many events. Other operations answer the error at once.',
    ),
  },
}

export const fixture: ObjectShape = {
  kind: 'object',
  members: {
    $schema: member(string, 'For editors.'),
    name: member(filled, "The file's path when left out."),
    description: member(string, 'For readers.'),
    match: member(match, 'Every given member must hold; nothing given matches anything.'),
    priority: member({ kind: 'number' }, 'Higher answers first; 0 when left out.'),
    answer: member(answer, 'What is answered.'),
    answers: member(list(answer, 1), 'Played in order, per session.'),
    // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; no fixture is awaited
    then: member(
      { kind: 'choice', values: ['repeat', 'error'], of: 'end of a sequence' },
      'After the last of `answers`: repeat it (default), or an error.',
    ),
    error: member(error, 'Instead of an answer, or before it.'),
    fault: member(disturbances, "What goes wrong on the answer's way."),
  },
}
