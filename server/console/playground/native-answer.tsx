import { bytes, duration } from '../format.ts'
import { parse } from '../live/exchange.ts'
import { Badge } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { Tree } from '../parts/tree.tsx'
import { href } from '../route.ts'
import { AsConverse } from './as-converse.tsx'
import { imagesIn } from './images.ts'
import type { Outcome } from './native-call.ts'

/** InvokeModel's answer: unchanged, its images, and in Converse format. */
export function NativeAnswer({ outcome }: { outcome: Outcome }) {
  const { source, fixture, ms, text, chunks } = outcome
  const body = parse(text)
  return (
    <div role="status" aria-label="Answer">
      <p class="call-line">
        <Badge of={{ source, fixture }} link />
        <span>{duration(ms)}</span>
        <span class="dim">{bytes(text.length)}</span>
        <a class="quiet-link" href={href(['live'], { id: outcome.requestId })}>
          View in Live
        </a>
      </p>
      {imagesIn(body).map((url, at) => (
        <img key={at} class="answer-image" src={url} alt={`Image ${at + 1} of the answer`} />
      ))}
      {chunks !== undefined ? (
        <Tree value={chunks} label="Chunks of the answer" />
      ) : body === undefined ? (
        <Code text={text} label="Answer" copy="answer" />
      ) : (
        <Tree value={body} label="Native answer" />
      )}
      <AsConverse key={outcome.requestId} id={outcome.requestId} />
    </div>
  )
}
