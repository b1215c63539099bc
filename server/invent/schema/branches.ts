import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'

// The alternatives of a schema: its branches and its type.

const BRANCHING = ['anyOf', 'oneOf', 'if']

/** The schema without its branches, and the branches to try in turn. */
export function branchesOf(schema: JsonObject): { rest: JsonObject; branches: Json[] } | undefined {
  if (BRANCHING.every((keyword) => schema[keyword] === undefined)) return undefined
  const { anyOf, oneOf, if: condition, then: yes, else: no, ...rest } = schema
  if (Array.isArray(anyOf))
    return { rest: oneOf === undefined ? rest : { ...rest, oneOf }, branches: anyOf }
  if (Array.isArray(oneOf)) return { rest, branches: oneOf }
  if (condition === undefined) return undefined
  return { rest, branches: [{ allOf: [condition, yes ?? true] }, no ?? true] }
}

function nesting(branch: Json): number {
  if (!isObject(branch) || 'const' in branch || 'enum' in branch) return 0
  if ('$ref' in branch || 'allOf' in branch) return 3
  if (branch['type'] === 'null') return 0
  return branch['type'] === 'object' || branch['type'] === 'array' ? 2 : 1
}

const isNull = (branch: Json): boolean => isObject(branch) && branch['type'] === 'null'

/** Null last. With `lean`, the branches that nest least come first, so that recursion ends. */
export function ordered(branches: Json[], lean: boolean): Json[] {
  if (lean) return branches.toSorted((a, b) => nesting(a) - nesting(b))
  return [...branches.filter((branch) => !isNull(branch)), ...branches.filter(isNull)]
}

const KEYWORD_TYPES: readonly (readonly [type: string, ...keywords: string[]])[] = [
  [
    'object',
    'properties',
    'required',
    'additionalProperties',
    'minProperties',
    'patternProperties',
  ],
  ['array', 'items', 'prefixItems', 'minItems', 'maxItems', 'contains', 'uniqueItems'],
  ['number', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]

/** The type to make: the first that is not null, or the one that the keywords imply. */
export function typeFor(schema: JsonObject): string {
  const { type } = schema
  const types = Array.isArray(type) ? type : [type]
  const named = types.find((each) => each !== 'null') ?? types[0]
  if (typeof named === 'string') return named
  const implied = KEYWORD_TYPES.find(([, ...keywords]) =>
    keywords.some((keyword) => keyword in schema),
  )
  return implied?.[0] ?? 'string'
}
