import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

const STEP = 200_000

interface Part {
  /** The beginning. */
  text: string
  /** A button that shows more of it; nothing if all of it is shown. */
  more: ComponentChildren
}

/** The beginning of a text, and a button for more: a browser takes half a minute to lay out 25 MB. */
export function usePart(text: string, first: number): Part {
  const [shown, setShown] = useState(first)
  if (text.length <= shown) return { text, more: null }
  return {
    text: text.slice(0, shown),
    more: (
      <button type="button" class="quiet" onClick={() => setShown(shown + STEP)}>
        Show {(text.length - shown).toLocaleString('en-GB')} more characters
      </button>
    ),
  }
}

/** A text of any length. */
export function LongText({ text, first = 20_000 }: { text: string; first?: number }) {
  const part = usePart(text, first)
  return (
    <>
      {part.text}
      {part.more !== null && ' '}
      {part.more}
    </>
  )
}

const ITEMS = 200

interface LongListProps<T> {
  items: readonly T[]
  draw(item: T, at: number): ComponentChildren
  /** Wraps the button where only list items are allowed. */
  wrap?(button: ComponentChildren): ComponentChildren
}

/** The first items of a list of any length, and a button for more. */
export function LongList<T>({ items, draw, wrap = (button) => button }: LongListProps<T>) {
  const [shown, setShown] = useState(ITEMS)
  return (
    <>
      {items.slice(0, shown).map(draw)}
      {items.length > shown &&
        wrap(
          <button type="button" class="quiet" onClick={() => setShown(shown + ITEMS)}>
            Show {(items.length - shown).toLocaleString('en-GB')} more
          </button>,
        )}
    </>
  )
}
