import { ConfigError } from '../settings/config.ts'
import type { Setting } from '../settings/setting.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import type { Command } from './command.ts'
import { tokensOf } from './tokens.ts'

/** The command in the arguments, the number of words in its name, and its first argument. Flags may be anywhere. */
export function findCommand(
  given: readonly string[],
  table: readonly Command[],
  settings: readonly Setting[],
): { command: Command | undefined; words: number; first: string | undefined } {
  let first: string | undefined
  let command: Command | undefined
  let words = 0
  for (let known: readonly Command[] | undefined = table; known !== undefined;) {
    // So that the value of a flag is not taken for a name.
    const own = command === undefined ? [] : [command, ...known].flatMap(({ flags = [] }) => flags)
    const positionals = tokensOf(given, [...own, ...settings]).flatMap((token) =>
      token.kind === 'positional' ? token.value : [],
    )
    first ??= positionals[0]
    const next = byName(known, positionals.slice(0, words + 1))
    if (next === undefined) break
    command = next
    words += 1
    known = next.commands
  }
  return { command, words, first }
}

/** `['fixtures', 'check']` names a row, if there is one. */
export function byName(table: readonly Command[], words: readonly string[]): Command | undefined {
  return table.find(({ name }) => name === words.join(' '))
}

/** The error for what is not a command of the table, or of the group. */
export function unknownCommand(
  word: string | undefined,
  group: Command | undefined,
  table: readonly Command[],
): ConfigError {
  if (group === undefined) {
    if (word === 'true' || word === 'false')
      return new ConfigError(`unexpected ${word}: use --watch or --no-watch, or --watch=${word}`)
    const known = table.map(({ name }) => name)
    const near = didYouMean(word ?? '', known) || '; --help lists the commands'
    return new ConfigError(`unknown command ${word}${near}`)
  }
  const known = (group.commands ?? []).map(({ name }) => lastWord(name))
  const given =
    word === undefined
      ? `${group.name} needs a command`
      : `unknown command ${group.name} ${word}${didYouMean(word, known)}`
  return new ConfigError(`${given} (${known.join(', ')})`)
}

export const lastWord = (name: string) => name.slice(name.lastIndexOf(' ') + 1)
