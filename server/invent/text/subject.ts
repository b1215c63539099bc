import { blockText } from '../../neutral/block-text.ts'
import type { Block, Chat, Turn, ToolResult, ToolUse } from '../../neutral/prompt.ts'
import { isObject } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import { fieldsIn } from './fields.ts'
import { requestIn } from './request.ts'
import type { Request } from './request.ts'
import { topicOf } from './topic.ts'

/** A tool call since the last question, and its result. */
export interface ToolExchange {
  call?: ToolUse
  result: ToolResult
}

/** What the answer is about. */
export interface AnswerSubject extends Request {
  /** The user's last question. */
  text: string
  /** The request in a few words, for the middle of a sentence. */
  topic: string
  /** The beginning of the system prompt and, if the request is elsewhere, the opening of the prompt. */
  instructions: string
  /** The whole system prompt. */
  system: string
  exchanges: ToolExchange[]
  /** The last message holds results of tools, or says what was wrong with the last answer. */
  isReply: boolean
  /** Pictures and documents of the last message, in words. */
  attached: string[]
  /** The text of the last message's documents, if they are plain text. */
  document: string
  /** The schema of the fields that the prompt lists under markers. */
  fields?: JsonObject
  /** The maximum number of tokens in the answer. */
  maxTokens?: number
  /** The beginning of the answer, if the last message is the assistant's. */
  prefill: string
}

// Native bodies of Llama, Mistral and others hold the whole conversation as one text in the model's own template.
const TEMPLATED = /<[|｜]|\[INST\]|Human:|(?:^|\n)User:/
const USER_TURN =
  /<\|(?:start_header_id|header_start)\|>user<\|(?:end_header_id|header_end)\|>|<\|im_start\|>user|<[|｜]User[|｜]>|\[INST\]|(?:^|\n)(?:Human|User):/
const TURN_END =
  /<\|(?:eot_id|eot|im_end|start_header_id|header_start)\|>|<[|｜]Assistant[|｜]>|\[\/INST\]|\n(?:Assistant|Bot):/
const SYSTEM_PART = /<<SYS>>[\s\S]*?<<\/SYS>>/g
const TAGS = /<\/?(?:s|think)>|<[|｜][^|｜]{0,40}[|｜]>/g

const MAX_TEXT = 20_000
/** How far to look for template markers. */
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

function textOf(blocks: readonly Block[]): string {
  let all: string | undefined
  for (const block of blocks) {
    const text = blockText(block)
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

/** The text of a document, if it is plain text. */
export function documentText({ document }: Block): string[] {
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
  return Buffer.from(base64.slice(0, 2 * MAX_TEXT), 'base64').toString()
}

/** Clients send this when an answer lacks the form that they need. The question is an earlier message. */
const FEEDBACK =
  /^(?:you must format the previous response|your previous response failed|(?:recall the function correctly|correct your json))/i

const hasResult = ({ content }: Turn): boolean =>
  content.some(({ toolResult }) => toolResult !== undefined)

function isFeedback(message: Turn): boolean {
  return FEEDBACK.test(textOf(message.content))
}

function isQuestion(message: Turn): boolean {
  return message.role === 'user' && !hasResult(message) && !isFeedback(message)
}

/** The index of the user's last question. */
function questionAt({ messages }: Chat): number {
  return Math.max(messages.findLastIndex(isQuestion), 0)
}

function exchangesIn(messages: readonly Turn[]): ToolExchange[] {
  const exchanges: ToolExchange[] = []
  if (!messages.some(hasResult)) return exchanges
  const calls = new Map<string, ToolUse>()
  for (const { toolUse, toolResult: result } of messages.flatMap(({ content }) => content)) {
    if (toolUse !== undefined) calls.set(toolUse.toolUseId, toolUse)
    if (result === undefined) continue
    const call = calls.get(result.toolUseId)
    exchanges.push(call === undefined ? { result } : { call, result })
  }
  return exchanges
}

const MAX_INSTRUCTIONS = 1_500

export function subjectOf(chat: Chat): AnswerSubject {
  const last = chat.messages.at(-1)
  const at = questionAt(chat)
  const question = chat.messages[at]?.content ?? []
  // The question may share a message with results.
  const prompt = lastTurn(textOf(question) || latestText(chat)).slice(0, MAX_TEXT)
  const fields = fieldsIn(prompt)
  const text = fields?.input ?? prompt
  const request = requestIn(text)
  const system = chat.system.length === 0 ? '' : textOf(chat.system).slice(0, MAX_TEXT)
  const rules = system.slice(0, MAX_INSTRUCTIONS)
  return {
    text,
    ...request,
    topic: topicOf(request.request),
    instructions: request.opening === '' ? rules : `${rules}\n${request.opening}`,
    system,
    exchanges: exchangesIn(chat.messages.slice(at)),
    isReply:
      last?.role === 'user' &&
      (hasResult(last) || (at < chat.messages.length - 1 && isFeedback(last))),
    attached: attachedTo(question),
    document: question.flatMap(documentText).join('\n').slice(0, MAX_TEXT),
    prefill: last?.role === 'assistant' ? textOf(last.content) : '',
    ...(fields?.schema !== undefined && { fields: fields.schema }),
    ...(chat.maxTokens !== undefined && { maxTokens: chat.maxTokens }),
  }
}

function latestText({ messages }: Chat): string {
  const latest = messages.findLast(({ role, content }) => role === 'user' && textOf(content) !== '')
  return latest === undefined ? '' : textOf(latest.content)
}
