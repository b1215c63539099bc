import type { Reply } from '../neutral/reply.ts'
import type { Call } from '../bedrock/types.ts'
import { inventChat } from './chat.ts'
import { inventEmbeddings } from './embeddings.ts'
import { inventImages } from './images/images.ts'
import { inventRanking } from './ranking.ts'

/**
 * An answer that no model gave. A pure function of the model and what is asked, so that the same
 * request gets the same bytes; only the cache counters depend on what the session asked before.
 */
export function invent(call: Call): Reply {
  const prompt = call.prompt()
  switch (prompt.kind) {
    case 'chat':
      return inventChat(prompt, call.model(), call.session)
    case 'embed':
      return inventEmbeddings(prompt)
    case 'image':
      return inventImages(prompt, call.model())
    case 'rank':
      return inventRanking(prompt)
    default:
      return prompt satisfies never
  }
}
