import { createHash } from 'node:crypto'
import type { Model } from '../models/models.ts'
import type { Block, Chat } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import { countBlock, countMessage, countTools } from '../tokens/tokens.ts'
import type { Session } from '../sessions.ts'
import { slot } from '../sessions.ts'

// A prompt cache knows the beginnings of prompts: everything from the tools through the system prompt to
// a cachePoint. What a session sent once up to such a point is written, what it sends again is read.

/** How many tokens a beginning needs before a model caches it. */
const FEWEST: readonly (readonly [model: RegExp, tokens: number])[] = [
  [/claude-(?:haiku-4-5|opus-4-[5-9])/, 4096],
  [/claude-3-5-haiku/, 2048],
]
const FEWEST_ELSEWHERE = 1024
const MOST_KEPT = 20_000

const kept = slot(() => new Set<string>())

interface Boundary {
  key: string
  tokens: number
  /** Set where a cachePoint stands. */
  ttl?: string
}

function isPoint(block: Block): boolean {
  return block.cachePoint !== undefined
}

function hasCachePoints(chat: Chat): boolean {
  return (
    chat.cachesTools === true ||
    chat.system.some(isPoint) ||
    chat.messages.some(({ content }) => content.some(isPoint))
  )
}

function ttlOf({ cachePoint }: Block): string {
  const ttl = cachePoint?.['ttl']
  return typeof ttl === 'string' ? ttl : '5m'
}

/** Every place at which a beginning may end, with the tokens up to it. */
function boundariesOf(chat: Chat, model: Model): Boundary[] {
  const digest = createHash('sha1').update(`${model.foundation ?? model.resource}\n`)
  const boundaries: Boundary[] = []
  let tokens = 0
  const close = (ttl?: string): void => {
    const boundary = { key: digest.copy().digest('base64'), tokens }
    boundaries.push(ttl === undefined ? boundary : { ...boundary, ttl })
  }
  const take = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (isPoint(block)) close(ttlOf(block))
      else {
        digest.update(JSON.stringify(block))
        tokens += countBlock(block)
        close()
      }
    }
  }
  digest.update(JSON.stringify([chat.tools, chat.systemTools, chat.toolChoice ?? null]))
  tokens += countTools(chat, model.family)
  close(chat.cachesTools === true ? '5m' : undefined)
  take(chat.system)
  for (const message of chat.messages) {
    digest.update(`\n${message.role}\n`)
    tokens += countMessage({ role: message.role, content: [] }, model.family)
    take(message.content)
  }
  return boundaries
}

type Cached = Required<Pick<Usage, 'cacheReadInputTokens' | 'cacheWriteInputTokens'>> &
  Pick<Usage, 'cacheDetails'>

function written(points: readonly Boundary[], read: number): NonNullable<Usage['cacheDetails']> {
  const details: NonNullable<Usage['cacheDetails']> = []
  let from = read
  for (const { tokens, ttl = '5m' } of points) {
    if (tokens <= from) continue
    const same = details.find((detail) => detail.ttl === ttl)
    if (same === undefined) details.push({ inputTokens: tokens - from, ttl })
    else same.inputTokens += tokens - from
    from = tokens
  }
  return details
}

/** What of a prompt is read from the session's cache and what is written to it. Undefined without cachePoints. */
export function cachedTokens(chat: Chat, model: Model, session: Session): Cached | undefined {
  if (!hasCachePoints(chat) || model.family?.cache === false) return undefined
  const id = model.foundation ?? ''
  const fewest = FEWEST.find(([named]) => named.test(id))?.[1] ?? FEWEST_ELSEWHERE
  const known = session.get(kept)
  const boundaries = boundariesOf(chat, model)
  const points = boundaries.filter(({ ttl, tokens }) => ttl !== undefined && tokens >= fewest)
  const last = points.at(-1)?.tokens ?? 0
  const read =
    boundaries.findLast(({ key, tokens }) => tokens <= last && known.has(key))?.tokens ?? 0
  if (known.size > MOST_KEPT) known.clear()
  for (const { key } of points) known.add(key)
  const cacheDetails = written(points, read)
  const counts = { cacheReadInputTokens: read, cacheWriteInputTokens: Math.max(last - read, 0) }
  return cacheDetails.length === 0 ? counts : { ...counts, cacheDetails }
}
