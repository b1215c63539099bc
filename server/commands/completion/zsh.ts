import { shellQuoted, stepsOf, valuesOf } from './place.ts'
import type { CompletionPlace } from './place.ts'

/** For zsh, with descriptions; by default, it completes files. */
export function zshScript(places: readonly CompletionPlace[]): string {
  const values = places.flatMap(({ path, flags }) =>
    flags.flatMap((flag) => {
      const words = valuesOf(flag)
      const key = shellQuoted(`${path}:--${flag.name}`)
      return words === undefined ? [] : [`    ${key}) compadd -- ${words.join(' ')}; return ;;`]
    }),
  )
  const entries = places.map(({ path, words, flags }) => {
    const all = [
      ...words.map(({ name, summary }) => entry(name, summary)),
      ...flags.map(({ name, help }) => entry(`--${name}`, help)),
      entry('--help', 'print its help'),
    ]
    return `    ${shellQuoted(path)}) entries=(${all.join(' ')}) ;;`
  })
  return `#compdef bedrock-local
# eval "$(bedrock-local completion zsh)"
_bedrock_local() {
  local at= word
  local -a entries
  for word in \${words[2,CURRENT-1]}; do
    [[ $word == -- ]] && { _files; return }
    case "$at $word" in
    ${stepsOf(places).map(shellQuoted).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${entries.join('\n')}
  esac
  _describe bedrock-local entries || _files
}
compdef _bedrock_local bedrock-local
`
}

const entry = (name: string, help: string) => shellQuoted(`${name}:${help.replaceAll(':', '\\:')}`)
