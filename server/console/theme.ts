import { effect, signal } from '@preact/signals'
import { remember, remembered } from './storage.ts'

export type Theme = 'system' | 'light' | 'dark'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export const theme = signal<Theme>('system')

/** Sets the theme on the document; without a choice the style sheet follows the system. */
export function followTheme(): void {
  theme.value = THEMES.find((name) => name === remembered('theme')) ?? 'system'
  effect(() => {
    const { dataset } = document.documentElement
    if (theme.value === 'system') delete dataset['theme']
    else dataset['theme'] = theme.value
  })
}

export function nextTheme(): void {
  const at = THEMES.indexOf(theme.value)
  theme.value = THEMES[(at + 1) % THEMES.length] ?? 'system'
  remember('theme', theme.value)
}
