import { signal } from '@preact/signals'
import { remember, remembered } from './storage.ts'

const KEY = 'announce-sentences'

/** Whether a screen reader hears an answer while it streams, a sentence at a time; of this browser. */
export const bySentence = signal(remembered(KEY) !== undefined)

export function setBySentence(on: boolean): void {
  bySentence.value = on
  remember(KEY, on ? 'yes' : undefined)
}
