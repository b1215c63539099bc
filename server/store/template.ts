import { randomUUID } from 'node:crypto'
import type { Json } from '../json.ts'
import { isObject } from '../json.ts'
import { nearestName } from './format/nearest-name.ts'

/** What texts of an answer may ask for. Other words in double braces stay as they are. */
export interface Values {
  prompt: string
  model: string
  turn: number
  match: Record<string, string> | undefined
}

const HOLE = /\{\{\s*(prompt|model|turn|uuid|match\.(\w+))\s*\}\}/g
const HAS_HOLE = new RegExp(HOLE.source)

/** Whether a value holds a template in any of its texts. */
export function isTemplate(value: Json | undefined): boolean {
  if (typeof value === 'string') return HAS_HOLE.test(value)
  if (Array.isArray(value)) return value.some(isTemplate)
  return isObject(value) && Object.values(value).some(isTemplate)
}

/** The groups of the prompt's regular expression that a value asks for. */
export function groupsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [...value.matchAll(HOLE)].flatMap((hole) => hole[2] ?? [])
  if (Array.isArray(value)) return value.flatMap(groupsIn)
  return isObject(value) ? Object.values(value).flatMap(groupsIn) : []
}

const NAMED = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g
const NAMES = ['prompt', 'model', 'turn', 'uuid', 'match.1']

/** Words in double braces that are no template, each with the one that was probably meant. */
export function strangeTemplates(value: Json | undefined): string[] {
  if (typeof value === 'string') {
    const named = Array.from(value.matchAll(NAMED), ([, name = '']) => name)
    return named
      .filter((name) => !HAS_HOLE.test(`{{${name}}}`))
      .map((name) => `{{${name}}} is no template and stays as it is; ${hintOf(name)}`)
  }
  if (Array.isArray(value)) return value.flatMap(strangeTemplates)
  return isObject(value) ? Object.values(value).flatMap(strangeTemplates) : []
}

function hintOf(name: string): string {
  const near = nearestName(name, NAMES)
  if (near !== undefined) return `did you mean {{${near}}}?`
  return `known are ${NAMES.map((known) => `{{${known}}}`).join(', ')}`
}

/** The value with every template filled in. What is filled in is never read as a template again. */
export function filled<T extends Json>(value: T, values: Values): T {
  return fill(value, values) as T
}

function fill(value: Json, values: Values): Json {
  if (typeof value === 'string') {
    return value.replace(HOLE, (_, name: string, group: string | undefined) => {
      if (group !== undefined) return values.match?.[group] ?? ''
      return name === 'uuid' ? randomUUID() : String(values[name as 'prompt' | 'model' | 'turn'])
    })
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, values))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]))
}
