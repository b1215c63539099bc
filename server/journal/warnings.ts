/** A log line that needs attention. */
export interface Warning {
  at: number
  level: 'warn' | 'error'
  text: string
}

const MAX = 100

/** The last warnings and errors of the log. */
export class Warnings {
  readonly #all: Warning[] = []

  /** Takes the arguments of a log call: a text, or an object and a text. */
  add(level: Warning['level'], args: readonly unknown[]): void {
    if (this.#all.length >= MAX) this.#all.shift()
    this.#all.push({ at: Date.now(), level, text: textOf(args) })
  }

  /** Oldest first. */
  list(): readonly Warning[] {
    return this.#all
  }
}

function textOf([first, text]: readonly unknown[]): string {
  if (typeof first === 'string') return first
  const { err, warnings, operation, model } = (first ?? {}) as Record<string, unknown>
  const parts = [
    typeof text === 'string' ? text : undefined,
    operation,
    model,
    ...(Array.isArray(warnings) ? (warnings as unknown[]) : []),
    err instanceof Error ? err.message : undefined,
  ]
  return parts.filter((part) => typeof part === 'string').join(': ')
}
