import { useEffect, useRef } from 'preact/hooks'
import { bind } from '../keys.ts'

interface SearchFieldProps {
  /** Its accessible name, and the description of the key `/`. */
  label: string
  placeholder: string
  value: string
  onInput(text: string): void
}

/** The search field of a screen; `/` focuses it. */
export function SearchField({ label, placeholder, value, onInput }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(
    () => bind([{ key: '/', description: label, run: () => field.current?.focus() }]),
    [label],
  )
  return (
    <input
      ref={field}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  )
}
