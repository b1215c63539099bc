import type { Path } from './place.ts'

/** The part of JSON Schema that the server's schemas use. */
export interface Schema {
  description?: string
  type?: string
  enum?: readonly (string | number | boolean | null)[]
  anyOf?: readonly Schema[]
  properties?: Readonly<Record<string, Schema>>
  items?: Schema
}

/** A possible member or value. */
export interface Proposal {
  label: string
  /** Its description in the schema. */
  help: string
  /** `text`, `list`, `one of 7`. */
  kind: string
  /** The kind of its value, if it is always the same: then the text for it is inserted, too. */
  opens?: 'object' | 'list'
}

/** A schema and its alternatives, without those that only constrain combinations of members. */
function alternatives(schema: Schema): Schema[] {
  const { anyOf = [], ...own } = schema
  const all = [own, ...anyOf.flatMap(alternatives)]
  return all.filter(({ type, enum: values }) => type !== undefined || values !== undefined)
}

/** The schema of the value at a path, in all its alternatives. */
function schemasAt(root: Schema, path: Path): Schema[] {
  let here = alternatives(root)
  for (const step of path)
    here = here.flatMap(({ properties, items }) => {
      const next = typeof step === 'number' ? items : properties?.[step]
      return next === undefined ? [] : alternatives(next)
    })
  return here
}

/** The members that a mapping at a path may have. */
export function membersAt(root: Schema, path: Path): Proposal[] {
  const found = new Map<string, Proposal>()
  for (const { properties = {} } of schemasAt(root, path))
    for (const [label, member] of Object.entries(properties)) {
      const opens = opensOf(alternatives(member))
      found.set(label, {
        label,
        help: member.description ?? '',
        kind: kindOf(member),
        ...(opens !== undefined && { opens }),
      })
    }
  return [...found.values()]
}

/** The predefined values. */
export function valuesAt(root: Schema, path: Path): Proposal[] {
  const labels = schemasAt(root, path).flatMap((schema) =>
    schema.type === 'boolean' ? ['true', 'false'] : (schema.enum ?? []).map(String),
  )
  return [...new Set(labels)].map((label) => ({ label, help: '', kind: '' }))
}

/** The help for the member at a path. */
export function helpAt(root: Schema, path: Path): string {
  const name = path.findLast((step) => typeof step === 'string')
  const end = path.lastIndexOf(name ?? '')
  if (name === undefined) return root.description ?? ''
  return (
    schemasAt(root, path.slice(0, end)).find(({ properties }) => properties?.[name])?.properties?.[
      name
    ]?.description ?? ''
  )
}

function opensOf(all: readonly Schema[]): Proposal['opens'] {
  const [first, ...others] = new Set(all.map(({ type }) => type))
  if (others.length > 0) return undefined
  return first === 'object' ? 'object' : first === 'array' ? 'list' : undefined
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'list',
  object: 'members',
  integer: 'number',
  boolean: 'true or false',
}

function kindOf(schema: Schema): string {
  const words = alternatives(schema).map(({ type, enum: values }) =>
    values === undefined ? (KINDS[type ?? ''] ?? type ?? '') : `one of ${values.length}`,
  )
  return words.length === 0 ? 'anything' : [...new Set(words)].join(' or ')
}
