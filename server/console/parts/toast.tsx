import { signal } from '@preact/signals'

interface Toast {
  id: number
  text: string
  undo?: () => void
}

const toasts = signal<readonly Toast[]>([])
let ids = 0

/** Shows a message for a moment, also to screen readers; `undo` adds a button. */
export function toast(text: string, undo?: () => void, ms = 5_000): void {
  const id = ids++
  toasts.value = [...toasts.value, { id, text, ...(undo !== undefined && { undo }) }]
  setTimeout(() => drop(id), ms)
}

const drop = (id: number) => {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text, undo }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              onClick={() => {
                drop(id)
                undo()
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
