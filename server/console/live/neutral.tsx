import type { Exchange } from '../../journal/types.ts'
import { LongList } from '../parts/long-text.tsx'
import { Tree } from '../parts/tree.tsx'
import { AnswerBlock } from './body.tsx'

/** The request and answer in the format of Converse: first as messages, then as a tree. */
export function Neutral({ exchange: { prompt, reply } }: { exchange: Exchange }) {
  const messages: { role: string; content: readonly object[] }[] =
    prompt?.kind === 'chat'
      ? [
          ...(prompt.system.length > 0 ? [{ role: 'system', content: prompt.system }] : []),
          // A rejected request may have another form; the tree below shows it.
          ...prompt.messages.filter(({ content }) => Array.isArray(content)),
          ...(reply?.kind === 'message' ? [{ role: 'assistant', content: reply.content }] : []),
        ]
      : []
  return (
    <>
      <p class="dim">
        The request and the answer in the format of Converse, whichever operation was called.
      </p>
      {messages.length > 0 && (
        <ol class="said" aria-label="Messages">
          <LongList
            items={messages}
            wrap={(button) => <li>{button}</li>}
            draw={({ role, content }, at) => (
              <li key={at}>
                <strong>{role}</strong>
                <LongList
                  items={content}
                  draw={(block, nth) => <AnswerBlock key={nth} block={block} />}
                />
              </li>
            )}
          />
        </ol>
      )}
      {prompt !== undefined && (
        <>
          <h3>Request</h3>
          <Tree value={prompt} label="Request" />
        </>
      )}
      {reply !== undefined && (
        <>
          <h3>Answer</h3>
          <Tree value={reply} label="Answer" />
        </>
      )}
    </>
  )
}
