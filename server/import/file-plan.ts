/** The outcome for an exchange or a rule. */
export type ImportOutcome = 'taken' | 'duplicate' | { why: string }

/** The place of an answer in its recording, and whether it is the last one to be read. */
interface Place {
  place: number
  isLast: boolean
}

/** The outcome for one file. */
export interface FilePlan {
  path: string
  /** `vcr`, `har` ... */
  format: string | undefined
  /** Of every item, in the order of the file. */
  outcomes: ImportOutcome[]
  /** Of items that are answers of one recording, which may be in several files: their order. */
  places?: Map<number, Place>
  /** Why the file has no items, or no further ones. */
  why?: string
  /** It is a body that another file refers to. */
  isPart?: true
}
