/** How strictly calls are validated. */
export interface Strictness {
  /** Turns catalogue errors into warnings. */
  lenient: boolean
  /** Rejects retired and unlisted models. */
  strictModels: boolean
  /** The clock for models that are loading; the system clock by default. */
  now?: () => number
}
