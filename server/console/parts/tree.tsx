import { useState } from 'preact/hooks'
import { usePart } from './long-text.tsx'

const OPEN_DEPTH = 3
/** More members are shown on request. */
const PAGE = 100
const MAX_TEXT = 2_000

/** A JSON value as a tree; closed parts are not rendered. */
export function Tree({ value, label }: { value: unknown; label: string }) {
  return (
    <div class="tree" role="group" aria-label={label}>
      <Node value={value} depth={0} />
    </div>
  )
}

interface NodeProps {
  name?: string
  value: unknown
  depth: number
}

function Node({ name, value, depth }: NodeProps) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH)
  const [limit, setLimit] = useState(PAGE)
  const label = name === undefined ? undefined : <span class="tok-key">{name}: </span>
  if (typeof value !== 'object' || value === null)
    return (
      <div class="tree-leaf">
        {label}
        <Leaf value={value} />
      </div>
    )
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  const summary = isList ? `[${entries.length}]` : `{${entries.length}}`
  if (entries.length === 0)
    return (
      <div class="tree-leaf">
        {label}
        <span class="dim">{isList ? '[]' : '{}'}</span>
      </div>
    )
  return (
    <div class="tree-node">
      <button type="button" class="tree-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open ? '▾' : '▸'}</span> {label}
        <span class="dim">{summary}</span>
      </button>
      {open && (
        <div class="tree-members">
          {entries.slice(0, limit).map(([key, member]) => (
            <Node key={key} name={key} value={member} depth={depth + 1} />
          ))}
          {entries.length > limit && (
            <button type="button" class="quiet" onClick={() => setLimit(limit + 10 * PAGE)}>
              Show {entries.length - limit} more
            </button>
          )}
        </div>
      )}
    </div>
  )
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') return <Text value={value} />
  return <span class={typeof value === 'number' ? 'tok-number' : 'tok-word'}>{String(value)}</span>
}

function Text({ value }: { value: string }) {
  const { text, more } = usePart(value, MAX_TEXT)
  return (
    <>
      <span class="tok-string tree-text">{JSON.stringify(text)}</span>
      {more !== null && ' '}
      {more}
    </>
  )
}
