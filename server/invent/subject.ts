import type { Block, Chat, ToolResult } from '../bedrock/prompt.ts'
import { isObject } from '../json.ts'

/** What an answer has to be about. */
export interface Subject {
  /** What the user said last. */
  text: string
  /** The same in a few words, for the middle of a sentence. */
  topic: string
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

function lastTurn(text: string): string {
  if (!TEMPLATED.test(text)) return text
  const turn = text.split(USER_TURN).at(-1) ?? text
  return (turn.split(TURN_END)[0] ?? turn).replace(SYSTEM_PART, '').replace(TAGS, '').trim()
}

const MOST_WORDS = 12
const MOST_TEXT = 20_000
const OPENING =
  /^(?:(?:hi|hello|hey)(?: there)?[,!. ]+|please |kindly |(?:can|could|would|will) you (?:please )?|i(?:'d| would) like (?:you )?to |i (?:want|need) (?:you )?to |(?:tell|show|give) me (?:more )?(?:about )?|(?:explain|describe|discuss)(?: to me)? |what(?:'s|’s| is| are| was| were) )/i
// `in one sentence`, `in 40 words`, `with two lines`.
const MEASURE =
  /[, ]+(?:in|with|using) (?:just |only |exactly |about |at most )?(?:one|two|three|a|a single|a few|\d+) (?:short |simple |single )?(?:words?|lines?|sentences?|paragraphs?)$/i
const TRAILING = /[\s.?!,:;]+$/

/** The first sentence without the words that only ask. */
function topicOf(text: string): string {
  let rest = (/^[\s\S]*?(?:[.?!](?=\s|$)|\n|$)/.exec(text.trim().slice(0, 400))?.[0] ?? '').trim()
  for (let times = 0; times < 4; times++) {
    const shorter = rest.replace(OPENING, '')
    if (shorter === rest || shorter.trim() === '') break
    rest = shorter
  }
  const all = rest.replace(TRAILING, '').replace(MEASURE, '').split(/\s+/)
  const kept = all.slice(0, MOST_WORDS).join(' ').replace(TRAILING, '')
  return all.length > MOST_WORDS ? `${kept} …` : kept
}

const word = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise

function said(blocks: readonly Block[]): string {
  const texts: string[] = []
  for (const { text, guardContent } of blocks) {
    if (text !== undefined) texts.push(text)
    const guarded = guardContent?.['text']
    if (typeof guarded === 'object' && guarded !== null && 'text' in guarded)
      texts.push(word(guarded.text, ''))
  }
  return texts.join('\n').trim()
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

export function subjectOf(chat: Chat): Subject {
  const last = chat.messages.at(-1)
  const prefilled = last?.role === 'assistant' ? said(last.content) : ''
  let text = ''
  let attached: string[] = []
  let document = ''
  for (let at = chat.messages.length - 1; at >= 0 && text === ''; at--) {
    const message = chat.messages[at]
    if (message?.role !== 'user') continue
    text = lastTurn(said(message.content)).slice(0, MOST_TEXT)
    if (attached.length > 0) continue
    attached = attachedTo(message.content)
    document = message.content.flatMap(documentText).join('\n').slice(0, MOST_TEXT)
  }
  const results =
    last?.role === 'user' ? last.content.flatMap(({ toolResult }) => toolResult ?? []) : []
  return { text, topic: topicOf(text), results, attached, document, prefill: prefilled }
}
