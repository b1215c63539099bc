import { signal } from '@preact/signals'
import { remembered, remember } from './storage.ts'

/** A key, or `g` and a key, with its action. Screens add theirs while they are open. */
export interface Binding {
  key: string
  description: string
  run(): void
}

export const singleKeys = signal(true)
const bindings = signal<readonly Binding[]>([])
/** The bindings listed in the dialog of keyboard shortcuts. */
export const listed = bindings

/** Adds keys; the returned function removes them. */
export function bind(added: readonly Binding[]): () => void {
  bindings.value = [...bindings.value, ...added]
  return () => {
    bindings.value = bindings.value.filter((binding) => !added.includes(binding))
  }
}

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on
  remember('single-keys', on ? undefined : 'off')
}

const SEQUENCE_MS = 1_500
let leader: { key: string; at: number } | undefined

export function followKeys(): void {
  singleKeys.value = remembered('single-keys') !== 'off'
  addEventListener('keydown', (event) => {
    const key = nameOf(event)
    if (key === undefined) return
    const sequence =
      leader !== undefined && event.timeStamp - leader.at < SEQUENCE_MS
        ? `${leader.key} ${key}`
        : undefined
    leader = undefined
    const binding = (sequence === undefined ? undefined : find(sequence)) ?? find(key)
    if (binding !== undefined) {
      event.preventDefault()
      binding.run()
    } else if (key === 'g') leader = { key, at: event.timeStamp }
  })
}

/** A screen's binding was added later than the frame's, and wins. */
const find = (key: string) => bindings.value.findLast((binding) => binding.key === key)

/** The key as bindings write it; undefined if it belongs to a text field or to an open dialog. */
function nameOf(event: KeyboardEvent): string | undefined {
  if (event.defaultPrevented || event.isComposing || event.altKey) return undefined
  if (event.ctrlKey || event.metaKey) return `Ctrl ${event.key}`
  if (!singleKeys.value && event.key !== 'Escape') return undefined
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return undefined
  if (event.key !== 'Escape' && isTyping(target)) return undefined
  if (target.closest('dialog') !== null) return undefined
  return event.key
}

function isTyping(element: HTMLElement): boolean {
  return (
    element.isContentEditable || element.matches('textarea, select, input:not([type="checkbox"])')
  )
}
