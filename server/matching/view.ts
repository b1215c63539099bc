import { blockText } from '../neutral/block-text.ts'
import type { Block, Chat, Prompt, ToolResult } from '../neutral/prompt.ts'
import type { Call } from '../bedrock/types.ts'
import type { Model } from '../models/model.ts'
import type { ResultView, Subject } from './subject.ts'

/** A call as matchers see it. */
export interface View extends Subject {
  call: Call
  model: Model | undefined
}

/** Parsed once per call and cached with it. */
const KEPT: unique symbol = Symbol('view')

export function viewOf(call: Call & { [KEPT]?: View }): View {
  return (call[KEPT] ??= read(call))
}

type Request = Pick<Subject, 'kind' | 'prompt' | 'system' | 'tools' | 'results' | 'turn'>

const NOTHING: Request = {
  kind: undefined,
  prompt: '',
  system: '',
  tools: [],
  results: [],
  turn: 1,
}

function read(call: Call): View {
  const { kind, prompt, system, tools, results, turn } = understood(call)
  return {
    call,
    operation: call.operation.name,
    session: call.session.name,
    model: modelOf(call),
    kind,
    prompt,
    system,
    tools,
    results,
    turn,
    body: call.body,
  }
}

function modelOf(call: Call): Model | undefined {
  try {
    const model = call.model()
    return model.sent === '' ? undefined : model
  } catch {
    return undefined
  }
}

/** Fixtures are matched before validation, so the body may contain anything. Then fewer rules match. */
function understood(call: Call): Request {
  if (call.operation.read === undefined) return NOTHING
  try {
    return requestOf(call.prompt())
  } catch {
    return NOTHING
  }
}

function requestOf(prompt: Prompt): Request {
  switch (prompt.kind) {
    case 'chat':
      return chatView(prompt)
    case 'embed':
      return {
        ...NOTHING,
        kind: 'embed',
        prompt: prompt.inputs.map(({ text = '' }) => checked(text)).join('\n'),
      }
    case 'image':
      return { ...NOTHING, kind: 'image', prompt: checked(prompt.text) }
    case 'rank':
      return { ...NOTHING, kind: 'rank', prompt: checked(prompt.query) }
  }
}

/** Checks a value's type; if it is wrong, the body is not understood. */
function checked(text: unknown): string {
  if (typeof text !== 'string') throw new TypeError('text must be a string')
  return text
}

const NONE: readonly never[] = []

function chatView(chat: Chat): Request {
  const { messages, system, tools, systemTools } = chat
  const last = messages.at(-1)
  const content = last?.content ?? NONE
  if (!Array.isArray(content)) throw new TypeError('a content is not a list')
  return {
    kind: 'chat',
    prompt: textOf(content),
    system: textOf(system),
    tools:
      tools.length + systemTools.length === 0
        ? NONE
        : [...tools.map(({ name }) => name), ...systemTools],
    results: resultsIn(content, chat),
    turn: turnOf(messages),
  }
}

function resultsIn(content: readonly Block[], chat: Chat): readonly ResultView[] {
  let results: ResultView[] | undefined
  let names: ReadonlyMap<string, string> | undefined
  for (const { toolResult } of content) {
    if (toolResult === undefined) continue
    names ??= namesOfCalls(chat)
    results ??= []
    results.push(resultView(toolResult, names))
  }
  return results ?? NONE
}

/** The tool name of each call; the last one if an id occurs twice. */
function namesOfCalls({ messages }: Chat): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { content } of messages)
    for (const { toolUse } of content)
      if (toolUse !== undefined) names.set(toolUse.toolUseId, toolUse.name)
  return names
}

function turnOf(messages: Chat['messages']): number {
  let turn = 0
  for (const { role, content } of messages) if (role === 'user' && content.some(isText)) turn++
  return turn
}

function isText({ text }: Block): boolean {
  return text !== undefined
}

function textOf(blocks: readonly Block[]): string {
  if (blocks.length === 0) return ''
  const only = blocks[0]
  if (blocks.length === 1 && only?.text !== undefined) return checked(only.text)
  const texts: string[] = []
  for (const block of blocks) {
    const words = blockText(block)
    if (words !== undefined) texts.push(checked(words))
  }
  return texts.join('\n')
}

function resultView(
  { toolUseId, content, status = 'success' }: ToolResult,
  names: ReadonlyMap<string, string>,
): ResultView {
  const text = content
    .map((block) => block.text ?? (block.json === undefined ? '' : JSON.stringify(block.json)))
    .join('\n')
  return { name: names.get(toolUseId) ?? '', status, text }
}
