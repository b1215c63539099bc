import type { Model } from '../models/model.ts'
import type { Chat } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import type { Session } from '../sessions.ts'
import { countPrompt } from '../tokens/tokens.ts'
import { cachedTokens } from './cache.ts'

/** The tokens of a request, with what the simulated prompt cache makes of them. Call it once: the cache remembers. */
export function requestUsage(chat: Chat, model: Model, session: Session): Usage {
  const all = countPrompt(chat, model.family)
  const cached = cachedTokens(chat, model, session)
  if (cached === undefined) return { inputTokens: all, outputTokens: 0 }
  const inputTokens = all - cached.cacheReadInputTokens - cached.cacheWriteInputTokens
  return { inputTokens, outputTokens: 0, ...cached }
}
