interface Loss {
  text: string
  /** Sessions whose journal has been cleared since. */
  cleared: Set<string>
}

/** What is missing from the journal because a worker ended without handing it over. */
export class Losses {
  #all: Loss[] = []

  add(text: string): void {
    this.#all.push({ text, cleared: new Set() })
  }

  /** In words; without a session, what any of them may lack. */
  of(session: string | undefined): string[] {
    return this.#all
      .filter(({ cleared }) => session === undefined || !cleared.has(session))
      .map(({ text }) => text)
  }

  /** The journal of a session, or of all, has been cleared. */
  clear(session: string | undefined): void {
    if (session === undefined) this.#all = []
    else for (const { cleared } of this.#all) cleared.add(session)
  }
}
