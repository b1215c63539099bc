import { signal } from '@preact/signals'
import { remember, remembered } from './storage.ts'

const KEY = 'announce-sentences'

/** Whether answers are announced to screen readers sentence by sentence while streaming; stored in this browser. */
export const bySentence = signal(remembered(KEY) !== undefined)

export function setBySentence(on: boolean): void {
  bySentence.value = on
  remember(KEY, on ? 'yes' : undefined)
}
