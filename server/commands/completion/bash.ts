import { shellQuoted, stepsOf, valuesOf } from './place.ts'
import type { CompletionPlace } from './place.ts'

/** For bash; by default, it completes files. */
export function bashScript(places: readonly CompletionPlace[]): string {
  const values = places.flatMap(({ path, flags }) =>
    flags.flatMap((flag) => {
      const words = valuesOf(flag)
      const key = shellQuoted(`${path}:--${flag.name}`)
      return words === undefined ? [] : [`    ${key}) known=${shellQuoted(words.join(' '))} ;;`]
    }),
  )
  const words = places.map(({ path, words: below, flags }) => {
    const all = [
      ...below.map(({ name }) => name),
      ...flags.map(({ name }) => `--${name}`),
      '--help',
    ]
    return `    ${shellQuoted(path)}) known=${shellQuoted(all.join(' '))} ;;`
  })
  return `# bash completion for bedrock-local
# eval "$(bedrock-local completion bash)"
_bedrock_local() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} at= known= word i
  # bash splits --flag=value into three words.
  [[ $current == = ]] && current=
  [[ $previous == = ]] && previous=\${COMP_WORDS[COMP_CWORD-2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word == -- ]] && return
    case "$at $word" in
    ${stepsOf(places).map(shellQuoted).join(' | ')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:$previous" in
${values.join('\n')}
  esac
  [[ -z $known ]] && case "$at" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$known" -- "$current"))
}
complete -o default -F _bedrock_local bedrock-local
`
}
