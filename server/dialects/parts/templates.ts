import type { Block, Chat, Turn } from '../../neutral/prompt.ts'

// Families that take a bare prompt expect the turns of a conversation inside it, marked as the model was trained.
// Splitting is by markers and linear: prompts reach megabytes.

type Turns = Pick<Chat, 'system' | 'messages'>
type Template = (prompt: string) => Turns | undefined

/** The turns of a prompt in a template that is known; any other prompt is one user's message. */
export function turnsOf(prompt: string, templates: readonly Template[]): Turns {
  for (const template of templates) {
    const turns = template(prompt)
    if (turns && turns.messages.length > 0) return turns
  }
  return { system: [], messages: [{ role: 'user', content: [{ text: prompt }] }] }
}

const HEADERS = [
  { open: '<|start_header_id|>', close: '<|end_header_id|>', ends: ['<|eot_id|>', '<|eom_id|>'] },
  { open: '<|header_start|>', close: '<|header_end|>', ends: ['<|eot|>', '<|eom|>'] },
] as const

/** Llama 3 and 4: a header before each turn. */
export const llamaHeaders: Template = (prompt) => {
  const marks = HEADERS.find(({ open }) => prompt.includes(open))
  if (!marks) return undefined
  const turns = empty()
  for (const part of prompt.split(marks.open).slice(1)) {
    const close = part.indexOf(marks.close)
    if (close < 0) return undefined
    const role = part.slice(0, close).trim()
    const text = before(part.slice(close + marks.close.length), ...marks.ends).trim()
    if (role === 'system') addSystem(turns, text)
    else add(turns, role === 'assistant' ? 'assistant' : 'user', text)
  }
  return turns
}

/** Llama 2 and Mistral: instructions in brackets, answers between them. */
export const instructions: Template = (prompt) => {
  const [head = '', ...parts] = prompt.split('[INST]')
  const turns = empty()
  const system = between(head, '[SYSTEM_PROMPT]', '[/SYSTEM_PROMPT]')
  // Text before the first mark is only part of the template after the mark of the beginning.
  if (head.trim() !== '' && !head.trimStart().startsWith('<s>')) return undefined
  addSystem(turns, system ?? head.replace('<s>', ''))
  for (const part of parts) {
    const close = part.indexOf('[/INST]')
    if (close < 0) return undefined
    const instruction = part.slice(0, close)
    const rules = between(instruction, '<<SYS>>', '<</SYS>>')
    if (rules !== undefined) addSystem(turns, rules)
    add(
      turns,
      'user',
      rules === undefined ? instruction.trim() : after(instruction, '<</SYS>>').trim(),
    )
    add(turns, 'assistant', before(part.slice(close + 7), '</s>', '<s>').trim())
  }
  return turns
}

/** DeepSeek: full-width bars, the system prompt before the first user's mark. */
export const deepseek: Template = (prompt) => {
  const [head = '', ...parts] = prompt.split('<｜User｜>')
  const turns = empty()
  addSystem(turns, head.replace('<｜begin▁of▁sentence｜>', '').trim())
  for (const part of parts) {
    add(turns, 'user', before(part, '<｜Assistant｜>').trim())
    const answer = before(after(part, '<｜Assistant｜>'), '<｜end▁of▁sentence｜>').trim()
    add(turns, 'assistant', answer === '<think>' ? '' : answer)
  }
  return turns
}

function empty(): { system: Block[]; messages: Turn[] } {
  return { system: [], messages: [] }
}

function addSystem(turns: Turns, text: string): void {
  if (text.trim() !== '') turns.system.push({ text: text.trim() })
}

function add(turns: Turns, role: Turn['role'], text: string): void {
  if (text !== '') turns.messages.push({ role, content: [{ text }] })
}

function before(text: string, ...marks: string[]): string {
  const ends = marks.map((mark) => text.indexOf(mark)).filter((at) => at >= 0)
  return ends.length > 0 ? text.slice(0, Math.min(...ends)) : text
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? '' : text.slice(at + mark.length)
}

function between(text: string, open: string, close: string): string | undefined {
  const from = text.indexOf(open)
  const to = text.indexOf(close, from)
  return from < 0 || to < 0 ? undefined : text.slice(from + open.length, to)
}
