import { useState } from 'preact/hooks'
import { isRecord } from '../code/call.ts'
import { href } from '../route.ts'
import { Copy } from '../parts/copy.tsx'
import { GuardrailTrace } from '../parts/guardrail-trace.tsx'
import { LongText } from '../parts/long-text.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { toast } from '../parts/toast.tsx'
import { Tree } from '../parts/tree.tsx'
import { admin, sentenceOf } from '../wire/admin.ts'
import { isEditable, isLost, textOf } from './blocks.ts'
import type { Block } from './blocks.ts'
import { changeColumn, keepConversation, running, served, tools } from './chat.ts'
import type { Column, Turn } from './chat.ts'
import { sendOrAsk } from './consent.tsx'
import { hintFor } from './hints.ts'
import { askAgain, askIn } from './run.ts'

/** A question and its answer. */
export function TurnView({ column, turn }: { column: Column; turn: Turn }) {
  const { question, answer, state, error } = turn
  const last = column.turns.at(-1) === turn
  return (
    <article class="turn" aria-label="Question and answer">
      <Question column={column} turn={turn} blocks={question} />
      {answer.blocks.map((block, at) => (
        <AnswerBlock key={at} block={block} />
      ))}
      {state === 'running' && (
        <p class="dim">
          <span class="caret" aria-hidden="true" />
          {answer.blocks.length === 0 ? (
            'Waiting for the first token…'
          ) : (
            <span class="hidden">Running</span>
          )}
        </p>
      )}
      {state === 'stopped' && (
        <p class="warning">Stopped. This answer is not part of the conversation.</p>
      )}
      {error !== undefined && <Refusal error={error} turn={turn} />}
      {answer.trace !== undefined && <GuardrailTrace trace={answer.trace} />}
      {state === 'done' && last && <ToolResults column={column} blocks={answer.blocks} />}
      {state !== 'running' && <Actions turn={turn} />}
    </article>
  )
}

function Question({
  column,
  turn,
  blocks,
}: {
  column: Column
  turn: Turn
  blocks: readonly Block[]
}) {
  const [editing, setEditing] = useState<string | undefined>(undefined)
  const text = textOf(blocks)
  if (editing !== undefined)
    return (
      <form
        class="question"
        onSubmit={(event) => {
          event.preventDefault()
          const others = blocks.filter((block) => block.text === undefined)
          void sendOrAsk(() => askAgain(column, turn, [{ text: editing }, ...others]))
        }}
      >
        <textarea
          aria-label="Edit the question"
          rows={3}
          value={editing}
          onInput={(event) => setEditing(event.currentTarget.value)}
        />
        <button type="submit" class="primary">
          Send again from here
        </button>{' '}
        <button type="button" onClick={() => setEditing(undefined)}>
          Cancel
        </button>
      </form>
    )
  return (
    <div class="question">
      <p class="pre">
        <LongText text={text} />
      </p>
      {blocks.map((block, at) => (
        <Attachment key={at} block={block} />
      ))}
      <p class="question-actions">
        <button
          type="button"
          class="quiet"
          disabled={running.value || !isEditable(text)}
          title={isEditable(text) ? undefined : 'Too long to edit here'}
          onClick={() => setEditing(text)}
        >
          Edit
        </button>
        <button
          type="button"
          class="quiet"
          disabled={running.value}
          onClick={() => void sendOrAsk(() => askAgain(column, turn))}
        >
          Send again
        </button>
        <button
          type="button"
          class="quiet"
          disabled={running.value}
          onClick={() => {
            changeColumn(column.id, (one) => ({
              ...one,
              turns: one.turns.filter(({ id }) => id !== turn.id),
            }))
            keepConversation()
          }}
        >
          Delete
        </button>
      </p>
    </div>
  )
}

function Attachment({ block }: { block: Block }) {
  const { image, document, toolResult } = block
  const lost = isLost(block) ? ', not kept' : ''
  if (image !== undefined)
    return (
      <p class="dim">
        [image, {image.format}
        {lost}]
      </p>
    )
  if (document !== undefined)
    return (
      <p class="dim">
        [document {document.name}, {document.format}
        {lost}]
      </p>
    )
  if (toolResult !== undefined) return <Tree value={toolResult} label="Tool result" />
  return null
}

function AnswerBlock({ block }: { block: Block }) {
  const { text, toolUse, reasoningContent, citationsContent, image } = block
  if (text !== undefined) return <Markdown text={text} />
  if (toolUse !== undefined)
    return (
      <div class="tool-use">
        <strong>{toolUse.name}</strong>
        <Tree value={toolUse.input} label={`Input of ${toolUse.name}`} />
      </div>
    )
  if (reasoningContent !== undefined)
    return (
      <details class="reasoning">
        <summary>Reasoning</summary>
        <p class="pre dim">{reasoningContent.reasoningText?.text ?? '[redacted by the model]'}</p>
      </details>
    )
  if (citationsContent !== undefined)
    return <Markdown text={(citationsContent.content ?? []).map((one) => one.text).join('')} />
  if (image !== undefined) return <p class="dim">[image, {image.format}]</p>
  return <Tree value={block} label="Block" />
}

/** The error's name and message, and what to do about it. */
function Refusal({ error, turn: { source, requestId } }: { error: string; turn: Turn }) {
  const hint = hintFor(error, source)
  return (
    <div class="refusal" role="alert">
      <p class="bad pre">{error}</p>
      {hint !== undefined && <p>{hint}</p>}
      {source === 'miss' && requestId !== undefined && (
        <p>
          <a class="button" href={href(['live'], { id: requestId, do: 'answer' })}>
            Write a fixture
          </a>
        </p>
      )}
    </div>
  )
}

function Actions({ turn: { requestId, source, answer, state } }: { turn: Turn }) {
  const text = textOf(answer.blocks)
  const known = requestId !== undefined && served.value.has(requestId)
  return (
    <p class="turn-actions">
      {(source === 'invented' || source === 'model') && requestId !== undefined && (
        <>
          <span class="dim">No fixture matched. </span>
          <a class="quiet-link" href={href(['live'], { id: requestId, do: 'answer' })}>
            Write a fixture
          </a>
          <a class="quiet-link" href={href(['fixtures', 'recordings'])}>
            Record the real answer
          </a>
        </>
      )}
      {text !== '' && <Copy text={text} what="answer" />}
      {known && (
        <>
          {state === 'done' && (
            <button type="button" class="quiet" onClick={() => void saveAsFixture(requestId)}>
              Save as fixture
            </button>
          )}
          <a class="quiet-link" href={href(['live'], { id: requestId })}>
            View in Live
          </a>
        </>
      )}
    </p>
  )
}

async function saveAsFixture(id: string): Promise<void> {
  try {
    const { saved } = await admin<{ saved: readonly { file: string }[] }>('/journal/save', {
      method: 'POST',
      body: { ids: [id] },
    })
    toast(`Saved ${saved.map(({ file }) => file).join(', ')}. It now answers matching calls.`)
  } catch (thrown) {
    toast(sentenceOf(thrown))
  }
}

/** Asks for the results of the tools that the model called. */
function ToolResults({ column, blocks }: { column: Column; blocks: readonly Block[] }) {
  const uses = blocks.flatMap(({ toolUse }) => toolUse ?? [])
  const [results, setResults] = useState<Readonly<Record<string, string>>>({})
  const resultOf = ({ toolUseId, name }: (typeof uses)[number]) =>
    results[toolUseId] ?? tools.value.stubs?.[name] ?? ''
  if (uses.length === 0) return null
  return (
    <form
      class="tool-results"
      onSubmit={(event) => {
        event.preventDefault()
        const question = uses.map((use) => ({
          toolResult: { toolUseId: use.toolUseId, content: [contentOf(resultOf(use))] },
        }))
        void sendOrAsk(() => askIn(column, question))
      }}
    >
      {uses.map((use) => (
        <label key={use.toolUseId} class="stacked">
          Result of {use.name}
          <textarea
            rows={2}
            placeholder="Text or JSON"
            value={resultOf(use)}
            onInput={(event) =>
              setResults({ ...results, [use.toolUseId]: event.currentTarget.value })
            }
          />
        </label>
      ))}
      <button type="submit">Send results</button>
    </form>
  )
}

function contentOf(text: string): { text: string } | { json: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    // Bedrock rejects lists here.
    if (isRecord(value)) return { json: value }
  } catch {
    // A text.
  }
  return { text }
}
