import { useMemo, useState } from 'preact/hooks'
import type { Clip } from '../../journal/types.ts'
import { isRecord } from '../code/call.ts'
import { bytes } from '../format.ts'
import { Code } from '../parts/code.tsx'
import { LongList, LongText } from '../parts/long-text.tsx'
import { Tree } from '../parts/tree.tsx'
import { parse, streamedText } from './exchange.ts'
import type { Detailed } from './exchange.ts'

/** A body as a tree or as text. */
export function Body({ clip, label }: { clip: Clip; label: string }) {
  const [raw, setRaw] = useState(false)
  const value = useMemo(() => parse(clip.text), [clip.text])
  return (
    <div class="body">
      <p class="body-head">
        <strong>{label}</strong> <span class="dim">{bytes(clip.bytes)}</span>
        {clip.clipped && (
          <span class="warning">
            {' '}
            Clipped at {bytes(clip.text.length)}. Raise --journal-clip to keep more.
          </span>
        )}
        {value !== undefined && (
          <label class="check">
            <input type="checkbox" checked={raw} onChange={() => setRaw(!raw)} /> Show as text
          </label>
        )}
      </p>
      {clip.text === '' ? (
        <p class="dim">The body is empty.</p>
      ) : value === undefined || raw ? (
        <Code
          text={value === undefined ? clip.text : JSON.stringify(value, null, 2)}
          label={label}
          copy={label.toLowerCase()}
        />
      ) : (
        <Tree value={value} label={label} />
      )}
    </div>
  )
}

/** A request that Bedrock rejected may have anything here. */
export interface AnswerBlockOf {
  text?: string
  toolUse?: { name: string; input: unknown }
  toolResult?: { content: readonly unknown[]; status?: string }
  reasoningContent?: { reasoningText?: { text: string } }
}

/** The answer as read: text, reasoning and tool calls. Text is never interpreted. */
export function Rendered({ exchange }: { exchange: Detailed }) {
  const { reply, error } = exchange
  if (error !== undefined)
    return (
      <p class="bad">
        <strong>{error.name}</strong>: <span class="pre">{error.message}</span>
      </p>
    )
  if (reply?.kind === 'message')
    return (
      <div class="answer">
        <LongList
          items={reply.content as AnswerBlockOf[]}
          draw={(block, at) => <AnswerBlock key={at} block={block} />}
        />
      </div>
    )
  const text = streamedText(exchange)
  return text === '' ? null : (
    <p class="answer pre">
      <LongText text={text} />
    </p>
  )
}

function isReadable(block: unknown): boolean {
  if (!isRecord(block)) return false
  const { text, toolUse, toolResult, reasoningContent: thought = {} } = block
  if (!isRecord(thought)) return false
  const { reasoningText: reasoning = {} } = thought
  return (
    isTextOrAbsent(text) &&
    [toolUse, toolResult].every((part) => part === undefined || isRecord(part)) &&
    isRecord(reasoning) &&
    isTextOrAbsent(reasoning['text'])
  )
}

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string'

export function AnswerBlock({ block }: { block: AnswerBlockOf }) {
  if (!isReadable(block)) return <Tree value={block} label="Block" />
  const { text, toolUse, toolResult, reasoningContent } = block
  if (text !== undefined)
    return (
      <p class="pre">
        <LongText text={text} />
      </p>
    )
  if (toolUse !== undefined)
    return (
      <div class="tool-use">
        <strong>{toolUse.name}</strong>
        <Tree value={toolUse.input} label={`Input of ${toolUse.name}`} />
      </div>
    )
  if (toolResult !== undefined)
    return (
      <div class="tool-use">
        <strong>Result{toolResult.status === 'error' && ' (error)'}</strong>
        <Tree value={toolResult.content} label="Tool result" />
      </div>
    )
  const reasoning = reasoningContent?.reasoningText?.text
  if (reasoning !== undefined)
    return (
      <details>
        <summary>Reasoning</summary>
        <p class="pre dim">
          <LongText text={reasoning} />
        </p>
      </details>
    )
  return <p class="dim">[{Object.keys(block).join(', ')}]</p>
}
