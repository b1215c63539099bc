/** What one part of the server keeps per session; the module that owns it makes the slot. */
export interface Slot<T> {
  make(): T
}

export function slot<T>(make: () => T): Slot<T> {
  return { make }
}

/** One client's own world: counters, sequences, added fixtures, faults, profiles. Files are shared. */
export class Session {
  readonly name: string
  /** Holds what was added for every session of a server. */
  readonly shared: Session | undefined
  usedAt = Date.now()
  #kept = new Map<Slot<unknown>, unknown>()
  readonly #provided = new Map<Slot<unknown>, unknown>()

  constructor(name: string, shared?: Session) {
    this.name = name
    this.shared = shared
  }

  get<T>(of: Slot<T>): T {
    let value = this.#kept.get(of)
    if (value === undefined) this.#kept.set(of, (value = of.make()))
    return value as T
  }

  set<T>(of: Slot<T>, value: T): void {
    this.#kept.set(of, value)
  }

  /** Sets what a reset does not forget. */
  provide<T>(of: Slot<T>, value: T): void {
    this.#provided.set(of, value)
    this.#kept.set(of, value)
  }

  reset(): void {
    // Most have nothing to forget.
    if (this.#kept.size > 0) this.#kept.clear()
    for (const [of, value] of this.#provided) this.#kept.set(of, value)
  }
}

const IDLE_MS = 30 * 60_000
const MAX = 10_000

interface SessionsOptions {
  max?: number
  gone?(name: string): void
  wasReset?(name: string | undefined): void
}

export class Sessions {
  /** No client's own: what is added here answers in every session. */
  readonly shared = new Session('*')
  #all = new Map<string, Session>()
  readonly #max: number
  readonly #gone: (name: string) => void
  readonly #wasReset: (name: string | undefined) => void

  /** `gone` is called for every removed session, `wasReset` for each that was reset, or for all. */
  constructor({ max = MAX, gone = () => {}, wasReset = () => {} }: SessionsOptions = {}) {
    this.#max = max
    this.#gone = gone
    this.#wasReset = wasReset
  }

  /** The session of that name, made on first use. */
  get(name: string): Session {
    let session = this.#all.get(name)
    if (session === undefined) {
      if (this.#all.size >= this.#max) this.#forgetOldest()
      this.#all.set(name, (session = new Session(name, this.shared)))
    }
    session.usedAt = Date.now()
    return session
  }

  list(): Session[] {
    return [...this.#all.values()]
  }

  has(name: string): boolean {
    return this.#all.has(name)
  }

  /** Resets one session, or all of them; `*` is what they share. */
  reset(name?: string): void {
    if (name === undefined) for (const session of this.#all.values()) session.reset()
    else this.#all.get(name)?.reset()
    if (name === undefined || name === this.shared.name) this.shared.reset()
    this.#wasReset(name)
  }

  /** Notes when another process has used a session. */
  seen(name: string, usedAt: number): void {
    const known = this.#all.get(name)
    if (known === undefined) this.get(name).usedAt = usedAt
    else known.usedAt = Math.max(known.usedAt, usedAt)
  }

  delete(name: string): boolean {
    const known = this.#all.delete(name)
    if (known) this.#gone(name)
    return known
  }

  /** Removes sessions that have not been used for a while. */
  expire(idleMs = IDLE_MS): void {
    const before = Date.now() - idleMs
    for (const { name, usedAt } of this.#all.values()) if (usedAt < before) this.delete(name)
  }

  /** Clients choose names: when there are too many, a tenth goes at once, so that it happens seldom. */
  #forgetOldest(): void {
    const oldest = this.list().toSorted((a, b) => a.usedAt - b.usedAt)
    for (const { name } of oldest.slice(0, Math.ceil(this.#max / 10))) this.delete(name)
  }
}

// A real access key id identifies its owner, so it names no session and is never shown.
const REAL_KEY = /^(AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA)[A-Z0-9]{8,}$/
export const isRealKey = (key: string): boolean => REAL_KEY.test(key)

const CREDENTIAL = /Credential=([^/,\s]+)\//

/** The session of a request: from the header, or an access key id that is not a real one, or `default`. */
export function sessionName(header: (name: string) => string | undefined): string {
  const named = header('x-bedrock-local-session')
  if (named !== undefined && named !== '' && !isRealKey(named)) return named.slice(0, 128)
  const key = CREDENTIAL.exec(header('authorization') ?? '')?.[1]
  if (key === undefined || isRealKey(key)) return 'default'
  return key.slice(0, 128)
}
