import { isRegion } from '../aws/region.ts'
import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { families } from './families.ts'
import type { ModelOverride } from './overrides.ts'

interface MemberCheck {
  accepts(value: Json): boolean
  message: string
}

const oneOf = (...words: readonly string[]): MemberCheck => ({
  accepts: (value) => typeof value === 'string' && words.includes(value),
  message: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
})
const flag: MemberCheck = {
  accepts: (value) => typeof value === 'boolean',
  message: 'must be true or false',
}
const text: MemberCheck = {
  accepts: (value) => typeof value === 'string' && value !== '',
  message: 'must be a string',
}
const words: MemberCheck = {
  accepts: (value) => Array.isArray(value) && value.every((word) => typeof word === 'string'),
  message: 'must be a list of strings',
}

const flagOrSeconds: MemberCheck = {
  accepts: (value) => typeof value === 'boolean' || (typeof value === 'number' && value >= 0),
  message: 'must be true, false or a number of seconds (0 or more)',
}
const regions: MemberCheck = {
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((region) => typeof region === 'string' && isRegion(region)),
  message: 'must be a list of regions such as us-east-1',
}

const RULES: Readonly<Record<keyof ModelOverride, MemberCheck>> = {
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

const rules = new Map<string, MemberCheck>(Object.entries(RULES))

/** Validates the `models` setting. Returns an error message, or undefined. */
export function overridesProblem(models: unknown): string | undefined {
  if (!isObject(models)) return 'models must be an object with a member for each model id'
  for (const [id, override] of Object.entries(models)) {
    if (!isObject(override)) return `models: ${id} must be an object such as {"access": "denied"}`
    for (const [member, value] of Object.entries(override)) {
      const rule = rules.get(member)
      if (rule === undefined) {
        return `models: ${id} has an unknown member ${member}; known members are ${[...rules.keys()].join(', ')}`
      }
      if (!rule.accepts(value)) return `models: ${id}: ${member} ${rule.message}`
    }
  }
  return undefined
}
