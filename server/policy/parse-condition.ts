import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import type { Condition } from './condition.ts'
import { refusedKey } from './keys.ts'
import { operators } from './operators.ts'
import type { Operator } from './operators.ts'
import type { PolicyPlace } from './place.ts'

const NAME = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/

/** All conditions of a statement must hold. */
export function readConditions(
  block: Json | undefined,
  variables: boolean,
  place: PolicyPlace,
): Condition[] {
  if (block === undefined) return []
  if (!isObject(block)) throw place.wrong('must be an object: operator, then key, then value')
  return Object.entries(block).flatMap(([written, keys]) => {
    const at = place.at(written)
    const [, set, name = '', ifExists] = NAME.exec(written) ?? []
    const operator = operators.get(name)
    if (operator === undefined && name !== 'Null') throw at.wrong(unknown(written, name))
    if (name === 'Null' && ifExists !== undefined) {
      throw at.wrong('is not a condition operator: Null itself tests whether a key exists')
    }
    if (!isObject(keys)) throw at.wrong('must be an object: key, then value')
    return Object.entries(keys).map(([key, value]): Condition => {
      const why = refusedKey(key, operator?.family ?? 'Null')
      if (why !== undefined) throw at.at(key).wrong(why)
      const values = readValues(value, at.at(key))
      return {
        operator: written,
        key,
        lowerKey: key.toLowerCase(),
        values,
        set: set as Condition['set'],
        ifExists: ifExists !== undefined,
        how:
          operator === undefined
            ? { kind: 'null', missing: values.map((one) => readNull(one, at.at(key))) }
            : {
                kind: 'tests',
                negated: operator.negated,
                tests: values.map((one) => compile(operator, one, variables, at.at(key))),
              },
      }
    })
  })
}

/** JSON numbers and booleans are converted to strings. */
function readValues(value: Json, at: PolicyPlace): string[] {
  const values = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw at.wrong('has no value')
  return values.map((one) => {
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') {
      throw at.wrong(`must be a string, not ${JSON.stringify(one)}`)
    }
    return String(one)
  })
}

function readNull(value: string, at: PolicyPlace): boolean {
  if (!/^(true|false)$/i.test(value))
    throw at.wrong(`must be true or false, not ${JSON.stringify(value)}`)
  return value.toLowerCase() === 'true'
}

function compile(operator: Operator, value: string, variables: boolean, at: PolicyPlace) {
  const test = operator.compile(value, variables)
  if (test === undefined) throw at.wrong(`must be ${operator.takes}, not ${JSON.stringify(value)}`)
  return test
}

function unknown(written: string, name: string): string {
  const near = [...operators.keys(), 'Null'].find((one) => one.toLowerCase() === name.toLowerCase())
  const hint = near === undefined ? '' : `; did you mean ${written.replace(name, near)}?`
  return `is not a condition operator${hint}`
}
