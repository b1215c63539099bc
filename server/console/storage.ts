// Choices of this browser: theme, keys, the last model. No requests or answers are stored here.

const PREFIX = 'bedrock-local.'

export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    // Storage may be disabled.
    return undefined
  }
}

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // A full or forbidden storage loses a preference, nothing else.
  }
}

/** For this tab only. Returns false if it did not fit. */
export function keepInTab(name: string, value: string | undefined): boolean {
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, value)
    return true
  } catch {
    return false
  }
}

export function keptInTab(name: string): string | undefined {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? undefined
  } catch {
    return undefined
  }
}
