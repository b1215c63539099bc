import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { where } from './format/check.ts'
import { compiled } from './load.ts'
import { Rules } from './rules.ts'
import type { Rule } from './rule.ts'

/** The fixtures that tests added to one session. */
interface AddedRules {
  rules: Rule[]
  index: Rules | undefined
  made: number
}

const addedSlot = slot<AddedRules>(() => ({ rules: [], index: undefined, made: 0 }))

const NONE = new Rules([])

export function addedRules(session: Session): Rules {
  const added = session.get(addedSlot)
  if (added.rules.length === 0) return NONE
  return (added.index ??= new Rules(added.rules))
}

/** Adds a fixture to a session; of equal ones the newest answers. Throws an error that names all that is wrong in it. */
export function addRule(session: Session, written: unknown): { rule: Rule; remove(): void } {
  const added = session.get(addedSlot)
  added.made += 1
  const name = `added ${added.made}`
  // A later folder wins among equals, and each of these is a folder of its own.
  const origin = { name, file: '', folder: added.made, added: true }
  const { rule, findings } = compiled(withPatterns(written), origin)
  if (rule === undefined) {
    const said = findings.map(({ path, message }) =>
      message.startsWith(where(path)) ? message : `${where(path)}: ${message}`,
    )
    throw new TypeError(`The fixture cannot be used: ${said.join('; ')}`)
  }
  added.rules.push(rule)
  added.index = undefined
  return {
    rule,
    remove: () => removeRule(session, rule),
  }
}

/** The newest of that name. */
export function addedNamed(session: Session, name: string): Rule | undefined {
  return session.get(addedSlot).rules.findLast((rule) => rule.name === name)
}

/** Takes one away; streams that it feeds go on to their end. */
export function removeRule(session: Session, rule: Rule): void {
  const added = session.get(addedSlot)
  added.rules = added.rules.filter((one) => one !== rule)
  added.index = undefined
}

/** Takes away all of that name; false where there is none. */
export function removeAdded(session: Session, name: string): boolean {
  const rules = session.get(addedSlot).rules.filter((rule) => rule.name === name)
  for (const rule of rules) removeRule(session, rule)
  return rules.length > 0
}

/** JavaScript's own regular expressions, as tests write them, in the form of the files. */
export function withPatterns(value: unknown): unknown {
  if (value instanceof RegExp) {
    const flags = value.flags.replaceAll(/[^ims]/g, '')
    return { regex: flags === '' ? value.source : `(?${flags})${value.source}` }
  }
  if (Array.isArray(value)) return value.map(withPatterns)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPatterns(item)]))
}
