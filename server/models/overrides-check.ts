import { isRegion } from '../aws/region.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { families } from './families.ts'
import type { ModelOverride } from './overrides.ts'

interface Rule {
  takes(value: Json): boolean
  says: string
}

const oneOf = (...words: readonly string[]): Rule => ({
  takes: (value) => typeof value === 'string' && words.includes(value),
  says: `takes ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
})
const flag: Rule = { takes: (value) => typeof value === 'boolean', says: 'takes true or false' }
const text: Rule = {
  takes: (value) => typeof value === 'string' && value !== '',
  says: 'takes a string',
}
const words: Rule = {
  takes: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string'),
  says: 'takes a list of words',
}

const flagOrSeconds: Rule = {
  takes: (value) => typeof value === 'boolean' || (typeof value === 'number' && value >= 0),
  says: 'takes true, false or a number of seconds of at least 0',
}
const regions: Rule = {
  takes: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((region) => typeof region === 'string' && isRegion(region)),
  says: 'takes a list of regions such as us-east-1',
}

const RULES: Readonly<Record<keyof ModelOverride, Rule>> = {
  access: oneOf('granted', 'denied', 'useCaseFormMissing'),
  lifecycle: oneOf('active', 'legacy', 'endOfLife'),
  onDemand: flag,
  notReady: flagOrSeconds,
  regions,
  family: oneOf(...families.map(({ name }) => name)),
  foundation: text,
  modelName: text,
  providerName: text,
  inputModalities: words,
  outputModalities: words,
  responseStreamingSupported: flag,
  customizationsSupported: words,
  inferenceTypesSupported: words,
}

const rules = new Map<string, Rule>(Object.entries(RULES))

/** What is wrong with the config's `models`, in a sentence; undefined where nothing is. */
export function overridesProblem(models: unknown): string | undefined {
  if (!isObject(models)) return 'models takes an object with a member for each model id'
  for (const [id, override] of Object.entries(models)) {
    if (!isObject(override)) return `models: ${id} takes an object such as {"access": "denied"}`
    for (const [member, value] of Object.entries(override)) {
      const rule = rules.get(member)
      if (rule === undefined) {
        return `models: ${id} has a member ${member}; known are ${[...rules.keys()].join(', ')}`
      }
      if (!rule.takes(value)) return `models: ${id}: ${member} ${rule.says}`
    }
  }
  return undefined
}
