/** What the models of one family have in common; a row of facts/converse.md part 5. */
export interface Family {
  name: string
  /** The file in dialects/ that speaks its native bodies. */
  dialect: string
  /** How the family streams text: one token a delta, or a few words. */
  grain: 'token' | 'words' | 'large'
}
