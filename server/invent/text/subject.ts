import type { Block, Chat, ToolResult } from '../../neutral/prompt.ts'
import { isObject } from '../../json.ts'
import { requestIn } from './request.ts'
import type { Request } from './request.ts'
import { topicOf } from './topic.ts'

/** What an answer has to be about. */
export interface Subject extends Request {
  /** What the user said last. */
  text: string
  /** What is asked in a few words, for the middle of a sentence. */
  topic: string
  /** What the system prompt asks of every answer, or the opening of a prompt whose request stands elsewhere. */
  instructions: string
  /** The system prompt, where it brings what questions are about. */
  context: string
  /** Results of tools in the last message. */
  results: ToolResult[]
  /** Pictures and documents in the last message, in words. */
  attached: string[]
  /** What the documents of the last message say, as far as they are plain text. */
  document: string
  /** What the answer has begun with already: the last message where it is the assistant's. */
  prefill: string
}

// Native bodies of Llama, Mistral and their like carry the whole conversation as one text in the model's own template.
const TEMPLATED = /<[|｜]|\[INST\]|Human:|(?:^|\n)User:/
const USER_TURN =
  /<\|(?:start_header_id|header_start)\|>user<\|(?:end_header_id|header_end)\|>|<\|im_start\|>user|<[|｜]User[|｜]>|\[INST\]|(?:^|\n)(?:Human|User):/
const TURN_END =
  /<\|(?:eot_id|eot|im_end|start_header_id|header_start)\|>|<[|｜]Assistant[|｜]>|\[\/INST\]|\n(?:Assistant|Bot):/
const SYSTEM_PART = /<<SYS>>[\s\S]*?<<\/SYS>>/g
const TAGS = /<\/?(?:s|think)>|<[|｜][^|｜]{0,40}[|｜]>/g

const MOST_TEXT = 20_000
/** Where a template shows, if there is one. */
const EDGE = 1_000

function lastTurn(text: string): string {
  const isTemplated =
    text.length <= 2 * EDGE
      ? TEMPLATED.test(text)
      : TEMPLATED.test(text.slice(0, EDGE)) || TEMPLATED.test(text.slice(-EDGE))
  if (!isTemplated) return text
  const turn = text.split(USER_TURN).at(-1) ?? text
  return (turn.split(TURN_END)[0] ?? turn).replace(SYSTEM_PART, '').replace(TAGS, '').trim()
}

const word = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise

function textIn({ text, guardContent }: Block): string | undefined {
  if (text !== undefined) return text
  const guarded = guardContent?.['text']
  return isObject(guarded) ? word(guarded['text'], '') : undefined
}

function said(blocks: readonly Block[]): string {
  let all: string | undefined
  for (const block of blocks) {
    const text = textIn(block)
    if (text !== undefined) all = all === undefined ? text : `${all}\n${text}`
  }
  return all === undefined ? '' : all.trim()
}

function attachedTo(blocks: readonly Block[]): string[] {
  const attached: string[] = []
  for (const { image, document, video, audio } of blocks) {
    if (image !== undefined) attached.push(`a ${word(image['format'], 'png')} picture`)
    if (document !== undefined) attached.push(`the document "${word(document['name'], 'unnamed')}"`)
    if (video !== undefined) attached.push(`a ${word(video['format'], 'mp4')} video`)
    if (audio !== undefined) attached.push(`a ${word(audio['format'], 'mp3')} recording`)
  }
  return attached
}

const PLAIN_FORMATS = new Set(['txt', 'md', 'csv', 'html'])

function documentText({ document }: Block): string[] {
  const source = document?.['source']
  if (!isObject(source)) return []
  const { text, content, bytes } = source
  if (typeof text === 'string') return [text]
  if (Array.isArray(content))
    return content.flatMap((part) => (isObject(part) ? word(part['text'], '') : []))
  const isPlain = PLAIN_FORMATS.has(word(document?.['format'], ''))
  return isPlain && typeof bytes === 'string' ? [textOfBytes(bytes)] : []
}

function textOfBytes(base64: string): string {
  return Buffer.from(base64.slice(0, 2 * MOST_TEXT), 'base64').toString()
}

const MOST_INSTRUCTIONS = 1_500
const LONGEST_RULES = 200
const BRINGS_CONTEXT = /\b(?:context|documents?|passages?|excerpts?|sources?|knowledge base|faq)\b/i

export function subjectOf(chat: Chat): Subject {
  const last = chat.messages.at(-1)
  const prefill = last?.role === 'assistant' ? said(last.content) : ''
  let text = ''
  let attached: string[] = []
  let document = ''
  for (let at = chat.messages.length - 1; at >= 0 && text === ''; at--) {
    const message = chat.messages[at]
    if (message?.role !== 'user') continue
    text = lastTurn(said(message.content)).slice(0, MOST_TEXT)
    if (attached.length > 0) continue
    attached = attachedTo(message.content)
    if (attached.length > 0)
      document = message.content.flatMap(documentText).join('\n').slice(0, MOST_TEXT)
  }
  const results =
    last?.role === 'user' ? last.content.flatMap(({ toolResult }) => toolResult ?? []) : []
  const asked = requestIn(text)
  const system = chat.system.length === 0 ? '' : said(chat.system)
  const rules = system.slice(0, MOST_INSTRUCTIONS)
  return {
    text,
    ...asked,
    topic: topicOf(asked.request),
    instructions: asked.opening === '' ? rules : `${rules}\n${asked.opening}`,
    context: system.length > LONGEST_RULES && BRINGS_CONTEXT.test(rules) ? system : '',
    results,
    attached,
    document,
    prefill,
  }
}
