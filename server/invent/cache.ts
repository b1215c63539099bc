import { createHash } from 'node:crypto'
import { cacheMinTokensOf } from '../models/families.ts'
import { habitsOf } from '../models/habits.ts'
import type { Model } from '../models/model.ts'
import type { Block, Chat } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import {
  blockCounter,
  countBlock,
  countMessageFrame,
  countToolPrompt,
  countToolSpecs,
} from '../tokens/tokens.ts'
import type { Session } from '../sessions.ts'
import { slot } from '../sessions.ts'

// A prompt cache knows prefixes of prompts: the tools, the system prompt and the messages up to a cachePoint. A prefix that a
// session sends for the first time is written, the next time it is read.

const MAX_KEPT = 20_000

const kept = slot(() => new Set<string>())

interface Boundary {
  key: string
  tokens: number
  /** Set if there is a cachePoint. */
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

/** Every place at which a prefix may end, with the tokens up to it. */
function boundariesOf(chat: Chat, model: Model): Boundary[] {
  const digest = createHash('sha1').update(`${model.foundation ?? model.resource}\n`)
  const boundaries: Boundary[] = []
  let tokens = 0
  const close = (ttl?: string): void => {
    const boundary = { key: digest.copy().digest('base64'), tokens }
    boundaries.push(ttl === undefined ? boundary : { ...boundary, ttl })
  }
  const count = blockCounter(chat, model.family)
  const take = (blocks: readonly Block[], message?: number): void => {
    for (const block of blocks) {
      if (isPoint(block)) close(ttlOf(block))
      else {
        digest.update(JSON.stringify(block))
        tokens += message === undefined ? countBlock(block, model.family) : count(block, message)
        close()
      }
    }
  }
  digest.update(JSON.stringify([chat.tools, chat.systemTools]))
  tokens += countToolSpecs(chat, model.family)
  close(chat.cachesTools === true ? '5m' : undefined)
  take(chat.system)
  // Another toolChoice still reads tools and system prompt from the cache (observed), but no message.
  digest.update(JSON.stringify(chat.toolChoice ?? null))
  tokens += countToolPrompt(chat, model.family)
  for (const [at, { role, content }] of chat.messages.entries()) {
    digest.update(`\n${role}\n`)
    tokens += countMessageFrame(model.family)
    take(content, at)
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

/** What a prompt reads from the session's cache and what it writes to it; undefined without cachePoints. */
export function cachedTokens(chat: Chat, model: Model, session: Session): Cached | undefined {
  if (!hasCachePoints(chat) || model.family?.cache === false) return undefined
  const minimum = cacheMinTokensOf(model.foundation ?? '')
  const known = session.get(kept)
  const boundaries = boundariesOf(chat, model)
  const points = boundaries.filter(({ ttl, tokens }) => ttl !== undefined && tokens >= minimum)
  const last = points.at(-1)?.tokens ?? 0
  const read =
    boundaries.findLast(({ key, tokens }) => tokens <= last && known.has(key))?.tokens ?? 0
  if (known.size > MAX_KEPT) known.clear()
  for (const { key } of points) known.add(key)
  const counts = { cacheReadInputTokens: read, cacheWriteInputTokens: Math.max(last - read, 0) }
  if (habitsOf(model.family).cacheDetails !== true) return counts
  const cacheDetails = written(points, read)
  return cacheDetails.length === 0 ? counts : { ...counts, cacheDetails }
}
