import { isObject } from '../../json.ts'
import type { Json } from '../../json.ts'
import type { Budget } from '../budget.ts'

export function isSame(a: Json | undefined, b: Json | undefined, budget: Budget): boolean {
  budget.spend()
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => isSame(item, b[at], budget))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  budget.spend(keys.length)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key], budget))
  )
}

export function includes(list: readonly Json[], value: Json, budget: Budget): boolean {
  if (typeof value === 'object') return list.some((item) => isSame(item, value, budget))
  budget.spend(list.length / 16)
  return list.includes(value)
}

/** A text that is the same for equal values, regardless of the order of members. */
export function equalityKey(value: Json, budget: Budget): string {
  budget.spend(2)
  if (Array.isArray(value)) {
    budget.spend(value.length)
    return `[${value.map((item) => equalityKey(item, budget)).join()}]`
  }
  if (isObject(value)) {
    const names = Object.keys(value).toSorted()
    budget.spend(names.length * 2)
    return `{${names.map((name) => `${JSON.stringify(name)}:${equalityKey(value[name] ?? null, budget)}`).join()}}`
  }
  if (typeof value === 'string') budget.spend(value.length / 16)
  return JSON.stringify(value)
}

/** Roughly the length of a value as JSON. */
export function lengthOf(value: Json, budget: Budget): number {
  budget.spend()
  if (typeof value === 'string') return value.length + 2
  if (Array.isArray(value))
    return value.reduce<number>((sum, item) => sum + lengthOf(item, budget) + 1, 2)
  if (!isObject(value)) return 4
  let sum = 2
  for (const name of Object.keys(value))
    sum += name.length + 4 + lengthOf(value[name] ?? null, budget)
  return sum
}
