// The form of a fault rule: its fields read and change one JSON text, which can also be written by hand.

type Rule = Readonly<Record<string, unknown>>
type Path = readonly string[]

const isRule = (value: unknown): value is Rule =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined if the text is not an object yet. */
export function readRule(text: string): Rule | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRule(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const writeRule = (rule: Rule): string => JSON.stringify(rule, null, 2)

export function at(rule: Rule, [first = '', ...rest]: Path): unknown {
  const value = rule[first]
  return rest.length === 0 || !isRule(value)
    ? rest.length === 0
      ? value
      : undefined
    : at(value, rest)
}

/** The rule with a member set; undefined removes it, together with objects left empty. */
export function put(rule: Rule, [first = '', ...rest]: Path, value: unknown): Rule {
  const { [first]: before, ...others } = rule
  const next = rest.length === 0 ? value : put(isRule(before) ? before : {}, rest, value)
  const empty =
    next === undefined || (rest.length > 0 && isRule(next) && Object.keys(next).length === 0)
  if (empty) return others
  return first in rule ? { ...rule, [first]: next } : { ...others, [first]: next }
}

/** An error by its name alone, unless it has more members. */
export function putError(rule: Rule, member: string, value: unknown): Rule {
  const before = rule['error']
  const whole = isRule(before) ? before : before === undefined ? {} : { type: before }
  const error = put(whole, [member], value)
  const names = Object.keys(error)
  if (names.length === 0) return put(rule, ['error'], undefined)
  return put(rule, ['error'], names.length === 1 && names[0] === 'type' ? error['type'] : error)
}

export function errorAt(rule: Rule, member: string): unknown {
  const { error } = rule
  if (isRule(error)) return error[member]
  return member === 'type' ? error : undefined
}
