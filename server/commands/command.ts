import type { Setting, ValuesOf } from '../settings/setting.ts'
import type { Config } from '../settings/settings.ts'

/** Runs a command with its flags and other arguments. Returns the exit code. */
type Run<Flags = Readonly<Record<string, unknown>>> = (
  flags: Flags,
  args: readonly string[],
  config: Config,
) => number | Promise<number>

/** A command. The parser, help, completion and the README use it. */
export interface Command {
  /** As typed, with its parent command: `fixtures check`. */
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  /** Details that the summary leaves out. */
  readonly note?: string
  /** `<file>` is required, `[folder]` is not, `...` means several, and `--` that everything after it belongs to it. */
  readonly args?: string
  /** Its own flags, in the form of settings. */
  readonly flags?: readonly Setting[]
  /** The settings that it reads, by name. They are listed in its help; all others are accepted too. */
  readonly settings?: readonly string[]
  /** Two or more lines to copy. */
  readonly examples: readonly [string, string, ...string[]]
  /** Loaded when it is run, so that serving loads nothing else. */
  readonly load?: () => Promise<Run>
  readonly commands?: readonly Command[]
}

interface Row<Flag extends Setting> extends Omit<Command, 'flags' | 'load'> {
  readonly flags?: readonly Flag[]
  readonly load: () => Promise<Run<ValuesOf<Flag>>>
}

/** A command as typed, without its arguments. The scripts of a clone are commands too. */
export const typed = ({ name }: Command): string =>
  name.startsWith('npm run ') ? `${name} --` : `bedrock-local ${name}`

/** A row whose `run` is checked against its flags. */
export function command<const Flag extends Setting = never>(row: Row<Flag>): Command {
  return row as unknown as Command
}
