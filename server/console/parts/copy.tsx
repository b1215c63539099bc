import type { ComponentChildren } from 'preact'
import { toast } from './toast.tsx'

interface CopyProps {
  text: string | (() => string)
  /** What is copied, for the message and the accessible name: `model id`. */
  what: string
  /** Shows what is copied in the label, too. */
  named?: boolean
  children?: ComponentChildren
}

/** Copies a text. Without a clipboard (plain http to another name) the text is selected instead. */
export function Copy({ text, what, named = false, children }: CopyProps) {
  return (
    <button
      type="button"
      class="quiet"
      title={`Copy ${what}`}
      onClick={(event) =>
        void copy(typeof text === 'string' ? text : text(), what, event.currentTarget)
      }
    >
      {children === undefined ? (
        <>
          Copy<span class={named ? undefined : 'hidden'}> {what}</span>
        </>
      ) : (
        <>
          <span class="hidden">Copy {what}: </span>
          {children}
        </>
      )}
    </button>
  )
}

async function copy(text: string, what: string, anchor: Element): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(`Copied ${what}`)
  } catch {
    select(text, anchor)
    toast('Press Ctrl+C to copy the selected text.')
  }
}

function select(text: string, anchor: Element): void {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'copy-field'
  field.setAttribute('aria-label', 'Text to copy')
  field.readOnly = true
  anchor.after(field)
  field.select()
  field.addEventListener('blur', () => field.remove())
}
