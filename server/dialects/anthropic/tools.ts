import type { Chat, ToolChoice, ToolSpec } from '../../neutral/prompt.ts'
import type { JsonObject } from '../../json.ts'
import { given, objectOf, stringOf } from '../../json-fields.ts'

// Tools that Anthropic defines and the client runs: a request names their type and sends no schema.

const TEXT = { type: 'string' }
const POINT = { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 }

const command = (...names: string[]) => ({ type: 'string', enum: names })

const EDITOR = {
  command: command('view', 'create', 'str_replace', 'insert'),
  path: TEXT,
  file_text: TEXT,
  old_str: TEXT,
  new_str: TEXT,
  insert_line: { type: 'integer' },
}

const BUILT_IN: readonly (readonly [prefix: string, schema: JsonObject])[] = [
  [
    'bash_',
    {
      type: 'object',
      properties: { command: TEXT, restart: { type: 'boolean' } },
      required: ['command'],
    },
  ],
  ['text_editor_', { type: 'object', properties: EDITOR, required: ['command', 'path'] }],
  [
    'computer_',
    {
      type: 'object',
      properties: {
        action: command('screenshot', 'left_click', 'type', 'key', 'mouse_move', 'scroll', 'wait'),
        coordinate: POINT,
        text: TEXT,
      },
      required: ['action'],
    },
  ],
  [
    'memory_',
    {
      type: 'object',
      properties: { command: command('view', 'create', 'delete'), path: TEXT, file_text: TEXT },
      required: ['command', 'path'],
    },
  ],
]

/** The schema of a tool that Anthropic defines; undefined for other types. */
export function builtIn(type: string): JsonObject | undefined {
  return BUILT_IN.find(([prefix]) => type.startsWith(prefix))?.[1]
}

export function readTool(native: JsonObject): ToolSpec {
  const strict = native['strict']
  return {
    name: stringOf(native['name']) ?? '',
    ...given({ description: stringOf(native['description']) }),
    schema: builtIn(stringOf(native['type']) ?? '') ?? objectOf(native['input_schema']),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

const CHOICES: Readonly<Record<string, ToolChoice>> = {
  auto: { auto: {} },
  any: { any: {} },
  none: { none: {} },
}

export function readToolChoice(native: JsonObject): Pick<Chat, 'toolChoice'> {
  const { type, name } = native
  const toolChoice =
    type === 'tool' ? { tool: { name: stringOf(name) ?? '' } } : CHOICES[stringOf(type) ?? '']
  return given({ toolChoice })
}
