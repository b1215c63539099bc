import type { Block, Chat, Prompt, ToolResult } from '../bedrock/prompt.ts'
import type { Model } from '../bedrock/models.ts'
import type { Call } from '../bedrock/types.ts'
import { isObject } from '../json.ts'

/** What rules look at, read from a call once. */
export interface View {
  call: Call
  /** Undefined where the operation has none. */
  model: Model | undefined
  /** Undefined where the body cannot be understood. */
  kind: Prompt['kind'] | undefined
  /** The text of the last message; empty when that holds only tool results. */
  prompt: string
  system: string
  tools: readonly string[]
  results: readonly ResultView[]
  /** The how-manieth user message with text the last one is. */
  turn: number
}

export interface ResultView {
  /** The tool's name; empty when no earlier message called it. */
  name: string
  status: 'success' | 'error'
  text: string
}

const views = new WeakMap<Call, View>()

export function viewOf(call: Call): View {
  let view = views.get(call)
  if (view === undefined) views.set(call, (view = read(call)))
  return view
}

function read(call: Call): View {
  const named = attempt(() => call.model())
  const model = named?.sent === '' ? undefined : named
  const prompt = call.operation.read === undefined ? undefined : attempt(() => call.prompt())
  const base = { call, model, kind: prompt?.kind, system: '', tools: [], results: [], turn: 1 }
  switch (prompt?.kind) {
    case undefined:
      return { ...base, prompt: '' }
    case 'chat':
      return { ...base, ...chatView(prompt) }
    case 'embed':
      return { ...base, prompt: prompt.inputs.map(({ text = '' }) => text).join('\n') }
    case 'image':
      return { ...base, prompt: prompt.text }
    case 'rank':
      return { ...base, prompt: prompt.query }
  }
}

/** A body that cannot be understood, or a model that nobody knows, is a call that fewer rules match. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

function chatView(chat: Chat): Pick<View, 'prompt' | 'system' | 'tools' | 'results' | 'turn'> {
  const last = chat.messages.at(-1)
  const results = (last?.content ?? []).flatMap(({ toolResult }) =>
    toolResult === undefined ? [] : [resultView(toolResult, chat)],
  )
  return {
    prompt: textOf(last?.content ?? []),
    system: textOf(chat.system),
    tools: [...chat.tools.map(({ name }) => name), ...chat.systemTools],
    results,
    turn: chat.messages.filter(({ role, content }) => role === 'user' && content.some(isText))
      .length,
  }
}

function isText({ text }: Block): boolean {
  return text !== undefined
}

export function textOf(blocks: readonly Block[]): string {
  const [only] = blocks
  if (blocks.length === 1 && only?.text !== undefined) return only.text
  const texts: string[] = []
  for (const { text, guardContent } of blocks) {
    if (text !== undefined) texts.push(text)
    const guarded = guardContent?.['text']
    const inner = isObject(guarded) ? guarded['text'] : undefined
    if (typeof inner === 'string') texts.push(inner)
  }
  return texts.join('\n')
}

function resultView(
  { toolUseId, content, status = 'success' }: ToolResult,
  chat: Chat,
): ResultView {
  let name = ''
  for (const message of chat.messages) {
    for (const { toolUse } of message.content)
      if (toolUse?.toolUseId === toolUseId) name = toolUse.name
  }
  const text = content
    .map((block) => block.text ?? (block.json === undefined ? '' : JSON.stringify(block.json)))
    .join('\n')
  return { name, status, text }
}
