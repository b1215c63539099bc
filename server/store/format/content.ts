import { any, filled, list, map, member, string, whole } from './shape.ts'
import type { Member, ObjectShape, Shape } from './shape.ts'

// Converse's content blocks, as an answer may hold them: facts of AWS's model, with bytes that may stand in a file.

const source: ObjectShape = {
  kind: 'object',
  members: {
    bytes: member(filled, 'The bytes in base64.'),
    file: member(filled, 'A file beside the fixture that holds the bytes.'),
    s3Location: member(map, 'An object in S3.'),
    text: member(string, 'The text of a document.'),
    content: member(list(map), 'The parts of a document.'),
  },
  union: true,
}

function media(help: string, more: Record<string, Member> = {}): Member {
  const members = {
    format: member(filled, 'png, jpeg, pdf, mp3 ...'),
    source: member(source, 'Where the bytes are.', 'required'),
    error: member(map, 'What went wrong with it.'),
    ...more,
  }
  return member({ kind: 'object', members }, help)
}

const toolUse: ObjectShape = {
  kind: 'object',
  members: {
    toolUseId: member(string, 'Made anew for each answer when left out.'),
    name: member(filled, 'The name of the tool.', 'required'),
    input: member(any, 'The arguments; {} when left out.'),
    type: member(
      { kind: 'choice', values: ['tool_use', 'server_tool_use'], of: 'type of tool use' },
      'server_tool_use for tools that the service runs itself.',
    ),
  },
}

const toolResult: ObjectShape = {
  kind: 'object',
  members: {
    toolUseId: member(string, 'The tool use it answers.', 'required'),
    content: member(list(map), 'The blocks of the result.', 'required'),
    status: member(
      { kind: 'choice', values: ['success', 'error'], of: 'status' },
      'How the tool ended.',
    ),
    type: member(string, 'nova_code_interpreter_result, for example.'),
  },
}

const reasoning: ObjectShape = {
  kind: 'object',
  members: {
    reasoningText: member(
      {
        kind: 'object',
        members: {
          text: member(string, 'What the model thought.', 'required'),
          signature: member(string, 'Claude signs its thinking.'),
        },
      },
      'Thinking in the open.',
    ),
    redactedContent: member(string, 'Encrypted thinking, in base64.'),
  },
  union: true,
}

const citations: ObjectShape = {
  kind: 'object',
  members: {
    content: member(
      list({ kind: 'object', members: { text: member(string, 'The text.', 'required') } }),
      'The text that the sources support.',
    ),
    citations: member(list(map), 'The sources: title, sourceContent, location.'),
  },
}

export const block: Shape = {
  kind: 'object',
  union: true,
  members: {
    text: member(
      string,
      'Text. {{prompt}}, {{model}}, {{turn}}, {{uuid}} and {{match.1}} are filled in.',
    ),
    toolUse: member(toolUse, 'The model calls a tool.'),
    toolResult: member(toolResult, 'The result of a tool that the service ran itself.'),
    reasoningContent: member(reasoning, 'Thinking.'),
    citationsContent: member(citations, 'Text with its sources.'),
    image: media('An image that the model made.'),
    document: media('A document.', {
      name: member(filled, 'Its name.'),
      context: member(string, 'Context for the model.'),
      citations: member(map, 'Whether it may be cited.'),
    }),
    video: media('A video.'),
    audio: media('A sound.'),
    guardContent: member(map, 'Content for a guardrail.'),
    searchResult: member(map, 'A search result.'),
    cachePoint: member(
      {
        kind: 'object',
        members: { type: member(filled, 'default'), ttl: member(filled, '5m or 1h') },
      },
      'A cache point.',
    ),
  },
}

const tokens = whole(0)

export const usage: ObjectShape = {
  kind: 'object',
  members: {
    inputTokens: member(tokens, 'Tokens of the request; estimated when left out.'),
    outputTokens: member(tokens, 'Tokens of the answer; estimated when left out.'),
    totalTokens: member(tokens, 'Allowed so that real answers can be pasted; the sum is computed.'),
    cacheReadInputTokens: member(tokens, 'Tokens read from the prompt cache.'),
    cacheWriteInputTokens: member(tokens, 'Tokens written to the prompt cache.'),
    cacheDetails: member(
      list({
        kind: 'object',
        members: {
          inputTokens: member(tokens, 'Tokens.', 'required'),
          ttl: member(filled, '5m or 1h', 'required'),
        },
      }),
      'Cache writes by time to live.',
    ),
  },
}
