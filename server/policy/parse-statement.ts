import { operations } from '../bedrock/operations.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { readConditions } from './parse-condition.ts'
import { readPattern } from './pattern.ts'
import type { Pattern, PatternRules } from './pattern.ts'
import type { ListElement, Statement } from './policy.ts'
import type { PolicyPlace } from './place.ts'

const ELEMENTS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
] as const

export function readStatement(
  value: Json,
  { policy, variables }: { policy: string; variables: boolean },
  place: PolicyPlace,
): Statement {
  if (!isObject(value))
    throw place.wrong('is not a statement: a statement is an object with an Effect')
  for (const element of ['Principal', 'NotPrincipal']) {
    if (element in value) {
      throw place.at(element).wrong('is not allowed: identity policies do not name a principal')
    }
  }
  place.onlyThese(value, ELEMENTS, 'a statement')
  const { Sid: sid, Effect: effect } = value
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw place.at('Effect').wrong(`must be Allow or Deny, not ${JSON.stringify(effect ?? null)}`)
  }
  if (sid !== undefined && (typeof sid !== 'string' || !/^[A-Za-z0-9]*$/.test(sid))) {
    throw place.at('Sid').wrong('must consist of letters and digits')
  }
  return {
    effect,
    ...(typeof sid === 'string' && sid !== '' && { sid }),
    place: place.text,
    path: place.path,
    policy,
    actions: readList(value, 'Action', place, (text, at) => readAction(text, at)),
    resources: readList(value, 'Resource', place, (text, at) => readResource(text, variables, at)),
    conditions: readConditions(value['Condition'], variables, place.at('Condition')),
  }
}

/** Reads `Action` or `NotAction`, a string or a list. Exactly one of the two is required. */
function readList(
  statement: JsonObject,
  element: 'Action' | 'Resource',
  place: PolicyPlace,
  read: (text: string, at: PolicyPlace) => Pattern,
): ListElement {
  const not = `Not${element}`
  const except = not in statement
  if (except === element in statement) {
    throw place.wrong(
      except ? `has both ${element} and ${not}` : `has neither ${element} nor ${not}`,
    )
  }
  const at = place.at(except ? not : element)
  const value = statement[except ? not : element] ?? null
  const texts = Array.isArray(value) ? value : [value]
  if (texts.length === 0) throw at.wrong('is empty')
  const patterns = texts.map((text, index) => {
    const one = Array.isArray(value) ? at.at(index) : at
    if (typeof text !== 'string' || text === '') throw one.wrong('must be a string')
    return read(text, one)
  })
  return { except, patterns }
}

const wildcards: PatternRules = { wild: true, variables: false, fold: true }

function readAction(text: string, at: PolicyPlace): Pattern {
  if (!/^(\*|(\*|[a-z0-9-]+):[A-Za-z0-9*?]+)$/i.test(text)) {
    throw at.wrong(`must be an action such as bedrock:InvokeModel, not ${JSON.stringify(text)}`)
  }
  const name = text.replace(/^bedrock:/i, '').toLowerCase()
  const action = operations.find((operation) => operation.name.toLowerCase() === name)?.action
  if (action !== undefined) at.note(`is not an IAM action: ${text} needs bedrock:${action}`)
  return compiled(text, wildcards, at)
}

// The service of an ARN cannot contain wildcards; a variable can stand for anything.
const ARN = /^(\*|arn:[^:]*:[a-z0-9-]+:.*|.*\$\{.*|arn:\*)$/i

function readResource(text: string, variables: boolean, at: PolicyPlace): Pattern {
  if (!ARN.test(text)) {
    throw at.wrong(`must be an ARN that names its service, or "*", not ${JSON.stringify(text)}`)
  }
  return compiled(text, { wild: true, variables }, at)
}

function compiled(text: string, reading: PatternRules, at: PolicyPlace): Pattern {
  const pattern = readPattern(text, reading)
  if (pattern === undefined)
    throw at.wrong(`has a variable without a name: ${JSON.stringify(text)}`)
  return pattern
}
