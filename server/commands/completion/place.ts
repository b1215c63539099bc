import type { Setting } from '../../settings/setting.ts'

/** What can be typed after the words of a command. */
export interface CompletionPlace {
  /** `fixtures check`; empty for the server itself. */
  path: string
  /** The commands below it. */
  words: readonly { name: string; summary: string }[]
  flags: readonly Setting[]
}

/** The values of a flag: its choices, or undefined if they can be anything. */
export const valuesOf = ({ choices }: Setting): readonly string[] | undefined => choices

/** The steps from one place to the next: `' fixtures'`, `'fixtures check'`. */
export const stepsOf = (places: readonly CompletionPlace[]): string[] =>
  places
    .filter(({ path }) => path !== '')
    .map(({ path }) => (path.includes(' ') ? path : ` ${path}`))

/** In single quotes, for bash and zsh. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
