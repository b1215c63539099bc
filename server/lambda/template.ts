import { CORE_SCHEMA, defineMappingTag, defineScalarTag, defineSequenceTag, load } from 'js-yaml'
import { partitionOf } from '../aws/region.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** A function in an AWS SAM template, with its references resolved. */
export interface TemplateFunction {
  name: string
  /** The last folder of CodeUri. */
  folder: string
  description: string
  handler: string
  runtime: string
  timeoutSec: number
  memoryMb: number
  variables: Record<string, string>
  streams: boolean
  /** The policy documents of its role. */
  policies: JsonObject[]
}

export interface Account {
  region: string
  account: string
}

// Lambda's defaults, for properties that neither the function nor Globals sets.
const DEFAULTS = { Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 3, MemorySize: 128 }

/** The functions of a template. Throws an error with the place when the YAML is invalid. */
export function readTemplate(text: string, filename: string, account: Account): TemplateFunction[] {
  const template = load(text, { schema: SCHEMA, filename })
  if (!isObject(template) || !isObject(template['Resources'])) {
    throw new Error(`${filename}: a template needs Resources`)
  }
  const resources = template['Resources']
  const references = referencesOf(template, account)
  const globals = path(template, 'Globals', 'Function') ?? {}
  return Object.entries(resources)
    .filter(
      ([, resource]) => isObject(resource) && resource['Type'] === 'AWS::Serverless::Function',
    )
    .map(([id, resource]) => {
      const own = path(resource, 'Properties') ?? {}
      const role = roleId(own['Role'])
      const merged = withoutDeployed(merge(merge(DEFAULTS, globals), own), resources)
      const properties = resolve(merged, references) as JsonObject
      const policies = path(resources[role] ?? null, 'Properties')?.['Policies'] ?? []
      return asFunction(id, properties, resolve(policies, references))
    })
}

function asFunction(id: string, properties: JsonObject, policies: Json): TemplateFunction {
  const text = (name: string, fallback = '') =>
    typeof properties[name] === 'string' ? properties[name] : fallback
  const variables = path(properties, 'Environment', 'Variables') ?? {}
  const name = text('FunctionName', id)
  return {
    name,
    folder:
      text('CodeUri')
        .split('/')
        .findLast((part) => part !== '') ?? name,
    description: text('Description'),
    handler: text('Handler'),
    runtime: text('Runtime'),
    timeoutSec: amount(properties, 'Timeout'),
    memoryMb: amount(properties, 'MemorySize'),
    variables: Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [key, scalar(value)]),
    ),
    streams: path(properties, 'FunctionUrlConfig')?.['InvokeMode'] === 'RESPONSE_STREAM',
    policies: Array.isArray(policies)
      ? policies
          .map((policy) => path(policy, 'PolicyDocument'))
          .filter((policy) => policy !== undefined)
      : [],
  }
}

/** The default for what is only known once deployed, such as a parameter without a default. */
function amount(properties: JsonObject, name: 'Timeout' | 'MemorySize'): number {
  const value = Number(properties[name])
  return Number.isFinite(value) && value > 0 ? value : DEFAULTS[name]
}

/** Without the variables that refer to another resource of the stack, such as a table: it exists only on AWS. */
function withoutDeployed(properties: JsonObject, resources: JsonObject): JsonObject {
  const variables = path(properties, 'Environment', 'Variables')
  if (variables === undefined) return properties
  const local = Object.entries(variables).filter(([, value]) => !refersTo(value, resources))
  return { ...properties, Environment: { Variables: Object.fromEntries(local) } }
}

function refersTo(value: Json, resources: JsonObject): boolean {
  const isResource = (name: string) => Object.hasOwn(resources, name.split('.')[0] ?? '')
  if (!isObject(value)) return false
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value
  if (typeof name === 'string' && isResource(name)) return true
  if (attribute !== undefined) return true
  const text = Array.isArray(sub) ? sub[0] : sub
  return (
    typeof text === 'string' &&
    [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].some(([, key = '']) => isResource(key))
  )
}

/** The role in the same template that `!GetAtt ConverseRole.Arn` refers to. */
function roleId(role: Json | undefined): string {
  const target = isObject(role) ? (role['Fn::GetAtt'] ?? role['Ref']) : undefined
  const id = Array.isArray(target) ? target[0] : target
  return typeof id === 'string' ? (id.split('.')[0] ?? '') : ''
}

function referencesOf(template: JsonObject, { region, account }: Account): Record<string, string> {
  const references: Record<string, string> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': partitionOf(region),
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'bedrock-local',
  }
  for (const [name, parameter] of Object.entries(path(template, 'Parameters') ?? {})) {
    const value = isObject(parameter) ? parameter['Default'] : undefined
    if (value !== undefined && value !== null) references[name] = scalar(value)
  }
  return references
}

/** Replaces Ref and Sub by their values. References to deployed resources stay as they are. */
function resolve(value: Json, references: Record<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => resolve(item, references))
  if (!isObject(value)) return value
  const { Ref: name, 'Fn::Sub': sub } = value
  if (typeof name === 'string') return references[name] ?? name
  if (sub !== undefined) {
    const [text, more] = Array.isArray(sub) ? sub : [sub, {}]
    const local = { ...references, ...(resolve(more ?? {}, references) as Record<string, string>) }
    return scalar(text ?? '').replaceAll(
      /\$\{(!?)([^}]+)\}/g,
      (reference, literal: string, key: string) =>
        literal === '!' ? `\${${key}}` : (local[key] ?? reference),
    )
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolve(item, references)]),
  )
}

/** Like SAM, merges the maps of Globals and of the function; any other property of the function replaces the global one. */
function merge(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObject = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isObject(below) && isObject(value) ? merge(below, value) : value
  }
  return merged
}

function scalar(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function path(value: Json, ...keys: string[]): JsonObject | undefined {
  let at: Json | undefined = value
  for (const key of keys) at = isObject(at) ? at[key] : undefined
  return isObject(at) ? at : undefined
}

// `!Ref X` and `!Sub ...` are short forms of { Ref: X } and { 'Fn::Sub': ... }.
const fullName = (tag: string) =>
  tag === '!Ref' || tag === '!Condition' ? tag.slice(1) : `Fn::${tag.slice(1)}`

const SCHEMA = CORE_SCHEMA.withTags(
  defineScalarTag('!', {
    matchByTagPrefix: true,
    resolve: (source, _explicit, tag) => ({ [fullName(tag)]: source }),
    identify: () => false,
  }),
  defineSequenceTag<{ tag: string; items: Json[] }, JsonObject>('!', {
    matchByTagPrefix: true,
    create: (tag) => ({ tag, items: [] }),
    addItem: ({ items }, item) => void items.push(item as Json),
    finalize: ({ tag, items }) => ({ [fullName(tag)]: items }),
    identify: () => false,
  }),
  defineMappingTag<{ tag: string; fields: JsonObject }, JsonObject>('!', {
    matchByTagPrefix: true,
    create: (tag) => ({ tag, fields: {} }),
    addPair: ({ fields }, key, value) => {
      fields[String(key)] = value as Json
      return ''
    },
    has: ({ fields }, key) => Object.hasOwn(fields, String(key)),
    keys: (result) => Object.keys(result),
    get: (result, key) => result[String(key)],
    finalize: ({ tag, fields }) => ({ [fullName(tag)]: fields }),
    identify: () => false,
  }),
)
