import { valuesOf } from './place.ts'
import type { CompletionPlace } from './place.ts'

/** For fish, with descriptions. */
export function fishScript(places: readonly CompletionPlace[]): string {
  const lines = places.flatMap((place) => {
    const when = conditionFor(place)
    return [
      ...place.words.map(
        ({ name, summary }) =>
          `complete -c bedrock-local -n ${quoted(before(place))} -a ${name} -d ${quoted(summary)}`,
      ),
      ...place.flags.map((flag) => {
        const words = valuesOf(flag)
        const takes =
          flag.kind === 'flag'
            ? ''
            : words === undefined
              ? ' -r'
              : ` -xa ${quoted(words.join(' '))}`
        return `complete -c bedrock-local -n ${quoted(when)} -l ${flag.name}${takes} -d ${quoted(flag.help)}`
      }),
    ]
  })
  return `# fish completion for bedrock-local
# bedrock-local completion fish | source
${lines.join('\n')}
`
}

const seen = (words: string) => `__fish_seen_subcommand_from ${words}`

/** Within the command. */
function conditionFor({ path }: CompletionPlace): string {
  return path === '' ? '__fish_use_subcommand' : path.split(' ').map(seen).join('; and ')
}

/** Within the command, and within none of those below it. */
function before(place: CompletionPlace): string {
  if (place.path === '') return conditionFor(place)
  const below = place.words.map(({ name }) => name).join(' ')
  return `${conditionFor(place)}; and not ${seen(below)}`
}

const quoted = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
