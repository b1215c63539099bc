import table from './shapes.gen.json' with { type: 'json' }

/** A shape of AWS's service model with its references resolved. */
export interface AwsShape {
  name: string
  kind: ShapeKind
  /** The Java name of a number type, as in AWS's messages. */
  number: 'Integer' | 'Long' | 'Double' | 'Float'
  min: number
  max: number
  pattern: RegExp | undefined
  patternText: string
  /** The last short value that matched the pattern: the one of a model id takes a microsecond. */
  lastMatch: string | undefined
  enumeration: ReadonlySet<string> | undefined
  /** Sensitive: its values and nested values never appear in messages. */
  sensitive: boolean
  union: boolean
  members: ReadonlyMap<string, AwsShape>
  /** The members in the order of the model. */
  order: readonly string[]
  required: readonly string[]
  /** The members that AWS lists if none of a union is set. */
  named: readonly string[]
  /** The elements of a list, or the values of a map. */
  element: AwsShape | undefined
  key: AwsShape | undefined
}

type ShapeKind = 'structure' | 'list' | 'map' | 'string' | 'number' | 'boolean' | 'blob' | 'any'

interface Entry {
  type: string
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
  sensitive?: boolean
  union?: boolean
  document?: boolean
  eventstream?: boolean
  members?: Record<string, string>
  required?: string[]
  named?: string[]
  member?: string
  key?: string
}

const KINDS: Record<string, ShapeKind> = {
  structure: 'structure',
  list: 'list',
  map: 'map',
  string: 'string',
  integer: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
  blob: 'blob',
}

const NUMBERS: Record<string, AwsShape['number']> = {
  integer: 'Integer',
  long: 'Long',
  double: 'Double',
  float: 'Float',
}

const entries = Object.entries(table as Record<string, Entry>)

const blank = ([name, entry]: [string, Entry]): AwsShape => ({
  // AWS does not know the plane before the dot.
  name: name.slice(name.indexOf('.') + 1),
  // A document is any JSON; timestamps only travel in query strings, as texts of several forms.
  kind: entry.document || entry.eventstream ? 'any' : (KINDS[entry.type] ?? 'any'),
  number: NUMBERS[entry.type] ?? 'Integer',
  min: entry.min ?? Number.NEGATIVE_INFINITY,
  max: entry.max ?? Number.POSITIVE_INFINITY,
  // AWS's patterns are Java patterns and match the whole value; patterns that match everything are omitted.
  pattern:
    entry.pattern === undefined || entry.pattern === '[\\s\\S]*'
      ? undefined
      : new RegExp(`^(?:${entry.pattern})$`, 'u'),
  patternText: entry.pattern ?? '',
  lastMatch: undefined,
  enumeration: entry.enum && new Set(entry.enum),
  sensitive: entry.sensitive ?? false,
  union: entry.union ?? false,
  members: new Map(),
  order: Object.keys(entry.members ?? {}),
  required: entry.required ?? [],
  named: entry.named ?? Object.keys(entry.members ?? {}),
  element: undefined,
  key: undefined,
})

const shapes = new Map(entries.map((entry) => [entry[0], blank(entry)]))

/** A shape by its name in the model; an unknown name is a bug. */
export function shapeOf(name: string): AwsShape {
  const shape = shapes.get(name)
  if (shape === undefined) throw new Error(`the service model has no shape ${name}`)
  return shape
}

for (const [name, { members, member, key }] of entries) {
  const shape = shapeOf(name)
  const targets = Object.entries(members ?? {})
  shape.members = new Map(targets.map(([own, target]) => [own, shapeOf(target)]))
  shape.element = member === undefined ? undefined : shapeOf(member)
  shape.key = key === undefined ? undefined : shapeOf(key)
}
