import { settings } from '../settings/settings.ts'
import type { Setting } from '../settings/setting.ts'
import { ConfigError } from '../settings/config.ts'
import { bashScript } from './completion/bash.ts'
import { fishScript } from './completion/fish.ts'
import type { CompletionPlace } from './completion/place.ts'
import { zshScript } from './completion/zsh.ts'
import type { Command } from './command.ts'
import { lastWord } from './find-command.ts'

const SHELLS: Readonly<Record<string, (places: readonly CompletionPlace[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** A command that prints the completion script of a shell, made from the table. */
export function completionOf(table: readonly Command[]) {
  return (_flags: object, [shell = '']: readonly string[]): number => {
    process.stdout.write(scriptFor(shell)(placesIn(table)))
    return 0
  }
}

function scriptFor(shell: string): (places: readonly CompletionPlace[]) => string {
  const known = Object.keys(SHELLS)
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined
  if (script === undefined)
    throw new ConfigError(`no completion for ${shell}; choose one of ${known.join(', ')}`)
  return script
}

/** All places of the table, starting with the server itself. */
export function placesIn(table: readonly Command[]): CompletionPlace[] {
  const all = (settings as readonly Setting[]).filter(({ kind }) => kind !== 'object')
  return [
    { path: '', words: table.map(wordOf), flags: all },
    ...withBelow(table).map((row): CompletionPlace => {
      const read = all.filter(({ name }) => row.settings?.includes(name) === true)
      const own = row.flags ?? []
      const others = read.filter(({ name }) => !own.some((flag) => flag.name === name))
      const words = [...(row.commands ?? []).map(wordOf), ...choicesIn(row)]
      return { path: row.name, words, flags: [...own, ...others] }
    }),
  ]
}

const wordOf = ({ name, summary }: Command) => ({ name: lastWord(name), summary })

/** `<bash|zsh|fish>` */
function choicesIn({ args = '', summary }: Command) {
  const names = /^<(\w+(?:\|\w+)+)>/.exec(args)?.[1]?.split('|') ?? []
  return names.map((name) => ({ name, summary }))
}

const withBelow = (table: readonly Command[]): Command[] =>
  table.flatMap((row) => [row, ...withBelow(row.commands ?? [])])
