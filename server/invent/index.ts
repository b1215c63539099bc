import type { Reply } from '../neutral/reply.ts'
import type { Call } from '../bedrock/types.ts'
import { inventChat } from './chat.ts'
import { inventEmbeddings } from './embeddings.ts'
import { inventImages } from './images/images.ts'
import { inventRanking } from './ranking.ts'

/**
 * An answer without a model. It depends only on the model id and the request, so the same request gets the same bytes.
 * The one exception is the usage of the prompt cache, which depends on the session's earlier requests.
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
