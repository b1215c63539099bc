import { BadRequest } from '../event.ts'

/** The names in `{{...}}` of a text, as a type: a template whose variables do not match its texts does not compile. */
type NamesIn<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

export interface PromptTemplate {
  version: string
  render(values: Readonly<Record<string, string | undefined>>): { system: string; user: string }
}

/**
 * A prompt template. The system prompt holds the instructions, and only values from fixed lists can be inserted there.
 * User input goes into the user message, in its own tag, where it cannot pose as an instruction.
 */
export function defineTemplate<const System extends string, const User extends string>(template: {
  version: string
  system: System
  choices: Readonly<Record<NamesIn<System>, readonly [fallback: string, ...others: string[]]>>
  user: User
  maxLengths: Readonly<Record<NamesIn<User>, number>>
}): PromptTemplate {
  const choices: Readonly<Record<string, readonly string[]>> = template.choices
  const maxLengths: Readonly<Record<string, number>> = template.maxLengths
  return {
    version: template.version,
    render: (values) => ({
      system: fill(template.system, (name) => choose(name, values[name], choices[name] ?? [])),
      user: fill(template.user, (name) => quote(name, values[name] ?? '', maxLengths[name] ?? 0)),
    }),
  }
}

// One pass over the template, so that {{...}} in a value is text like any other.
function fill(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_match, name: string) => valueOf(name))
}

function choose(name: string, value: string | undefined, choices: readonly string[]): string {
  const chosen = value ?? choices[0]
  if (chosen !== undefined && choices.includes(chosen)) return chosen
  throw new BadRequest(`"${name}" must be one of ${choices.join(', ')}`)
}

function quote(name: string, value: string, maxLength: number): string {
  if (value.length > maxLength) {
    throw new BadRequest(`"${name}" must have at most ${maxLength} characters`)
  }
  // Without this, a value could close its tag and continue outside it.
  return `<${name}>\n${value.replaceAll('<', '&lt;')}\n</${name}>`
}
